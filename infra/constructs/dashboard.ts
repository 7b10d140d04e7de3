import { Duration } from 'aws-cdk-lib';
import {
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  type IMetric,
  MathExpression,
  Metric,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';

/** Whose dashboard. */
export interface DashboardProps {
  readonly installation: string;
  readonly pipelineArn: string;
}

/**
 * One page for an installation: runs, what they took, why they failed, what started them, locks, endpoints. It searches for the values of its
 * dimensions, so that no model, reason or phase has to be known here, and adding a model changes nothing.
 */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    const { installation, pipelineArn } = props;
    const page = new CloudWatchDashboard(this, 'Dashboard', { dashboardName: installation });
    const ours = (metric: string, dimension: string, statistic = 'Sum') =>
      search(`{Trainyard,Installation,${dimension}} Installation="${installation}" MetricName="${metric}"`, statistic);
    // Of all endpoints in the account: which are ours, their names tell.
    const endpoint = (metric: string, statistic: string) =>
      search(`{AWS/SageMaker,EndpointName,VariantName} MetricName="${metric}"`, statistic);
    const own = (metricName: string, statistic: string) =>
      new Metric({
        namespace: 'Trainyard',
        metricName,
        dimensionsMap: { Installation: installation },
        statistic,
        period: Duration.minutes(5),
      });
    const states = (metricName: string) =>
      new Metric({ namespace: 'AWS/States', metricName, dimensionsMap: { StateMachineArn: pipelineArn }, statistic: 'Sum', period: hour });
    page.addWidgets(
      graph('Runs by outcome', ours('RunsEnded', 'Outcome')),
      graph('Failures by reason (headings of docs/runbook.md)', ours('RunsFailed', 'Reason')),
      graph(
        'Executions of the pipeline',
        ...['Started', 'Succeeded', 'Failed', 'TimedOut', 'Aborted'].map((end) => states(`Executions${end}`)),
      ),
    );
    page.addWidgets(
      graph('Seconds by phase (what was reused is left out)', ours('PhaseSeconds', 'Phase', 'Average')),
      graph('Launches accepted', ours('LaunchesAccepted', 'Kind')),
      graph('Launches refused, by reason · heads not compared', ours('LaunchesRefused', 'Reason'), own('ComparisonsFailed', 'Sum')),
    );
    page.addWidgets(
      graph('Oldest lock: seconds in its phase', own('LockAgeSeconds', 'Maximum')),
      graph('Still billing without a run · recoveries failed', own('StillBilling', 'Maximum'), own('RecoveriesFailed', 'Sum')),
      new TextWidget({ markdown: words(installation), width: 8, height: 6 }),
    );
    page.addWidgets(
      graph('Endpoints: requests', endpoint('Invocations', 'Sum')),
      graph('Endpoints: errors of their own (5xx)', endpoint('Invocation5XXErrors', 'Sum')),
      graph('Endpoints: latency of the model, p95 in µs', endpoint('ModelLatency', 'p95')),
    );
  }
}

const hour = Duration.hours(1);

/** Every metric that fits, each as a line of its own. */
const search = (what: string, statistic: string): IMetric =>
  new MathExpression({ expression: `SEARCH('${what}', '${statistic}', ${hour.toSeconds()})`, usingMetrics: {}, label: '', period: hour });

const graph = (title: string, ...left: IMetric[]) => new GraphWidget({ title, left, width: 8, height: 6, period: hour });

/** What one line of the log says is found by these queries: every line has model, run (or execution) and request id. */
const words = (installation: string) => `**${installation}**: what to do is in docs/runbook.md.

Logs Insights over the groups \`/aws/lambda/${installation}-*\`, everything that was said of one run:

\`\`\`
fields @timestamp, function, level, message, error.message
| filter run = "RUN" | sort @timestamp
\`\`\`
`;
