import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { modelFolder, ofType, settingsOf, synthesize, type Template } from './synthesize.ts';

let templates: Map<string, Template>;
const folder = modelFolder(`${settingsOf('birds')}deployment: {endpointName: aviary, maxLatencyMs: 200}\n`);

beforeAll(() => {
  ({ templates } = synthesize('--models', folder, '--email', 'team@example.com'));
});

const alarms = (stack: string) =>
  ofType(templates.get(stack) as Template, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);
const alarm = (name: string) =>
  [...alarms('Trainyard'), ...alarms('Trainyard-birds')].find(({ AlarmName }) => AlarmName === `trainyard-${name}`);

describe('the alarms', () => {
  it('name in their text a heading of the runbook, mail unless a run mails itself, and take no data for a good sign', () => {
    const headings = [...readFileSync('docs/runbook.md', 'utf8').matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
    const all = [...alarms('Trainyard'), ...alarms('Trainyard-birds')];
    expect(all.length).toBeGreaterThanOrEqual(7);
    for (const { AlarmActions = [], AlarmDescription, AlarmName, TreatMissingData } of all) {
      expect(headings, AlarmName).toContain(/See docs\/runbook\.md, (.+)\.$/.exec(AlarmDescription)?.[1]);
      const isMailed = !/run-(failed|timed-out)$/.test(AlarmName);
      expect([AlarmActions.length, TreatMissingData], AlarmName).toEqual([Number(isMailed), 'notBreaching']);
      if (isMailed) expect(JSON.stringify(AlarmActions), AlarmName).toMatch(/RunsTopic|trainyard-runs/);
    }
  });

  it('of two installations in one account watch each its own', () => {
    for (const name of ['locked', 'still-billing'])
      expect(alarm(name)).toMatchObject({ Namespace: 'Trainyard', Dimensions: [{ Name: 'Installation', Value: 'trainyard' }] });
  });

  it('ring for runs that failed or timed out by themselves, not for those that a person stopped', () => {
    const metrics = alarms('Trainyard')
      .filter(({ Namespace }) => Namespace === 'AWS/States')
      .map(({ MetricName }) => MetricName);
    expect(metrics.sort()).toEqual(['ExecutionsFailed', 'ExecutionsTimedOut']);
  });

  it('ring for what bills when all measurements of 45 minutes found something', () => {
    expect(alarm('still-billing')).toMatchObject({ Statistic: 'Minimum', Period: 900, EvaluationPeriods: 3, Threshold: 1 });
  });

  it("watch the model's endpoint by its name, and its latency in SageMaker's microseconds", () => {
    const Dimensions = [
      { Name: 'EndpointName', Value: 'aviary' },
      { Name: 'VariantName', Value: 'AllTraffic' },
    ];
    expect(alarm('birds-endpoint-errors')).toMatchObject({ MetricName: 'Invocation5XXErrors', Statistic: 'Sum', Dimensions });
    expect(alarm('birds-endpoint-latency')).toMatchObject({
      MetricName: 'ModelLatency',
      ExtendedStatistic: 'p95',
      Threshold: 200_000,
      Dimensions,
    });
  });
});

describe('the dashboard', () => {
  it('is one page that knows no model: it searches for the values of its dimensions', () => {
    const pages = ofType(templates.get('Trainyard') as Template, 'AWS::CloudWatch::Dashboard');
    expect(pages).toHaveLength(1);
    const body = JSON.stringify(pages[0]?.[1].Properties);
    for (const metric of [
      'RunsEnded',
      'RunsFailed',
      'PhaseSeconds',
      'LaunchesAccepted',
      'LaunchesRefused',
      'LockAgeSeconds',
      'StillBilling',
      'Invocation5XXErrors',
      'ModelLatency',
    ])
      expect(body).toContain(metric);
    expect(body).not.toContain('birds');
    expect(ofType(templates.get('Trainyard-birds') as Template, 'AWS::CloudWatch::Dashboard')).toEqual([]);
  });

  it('shows metrics that the functions write', () => {
    const written = [
      'lambdas/shared/run-metrics.ts',
      'lambdas/shared/model-state/drive.ts',
      'lambdas/launch/dependencies.ts',
      'lambdas/launch/launch.ts',
      'lambdas/sweep/billing.ts',
      'lambdas/sweep/compare.ts',
      'lambdas/sweep/sweep.ts',
    ]
      .map((file) => readFileSync(file, 'utf8'))
      .join('');
    const source = readFileSync('infra/constructs/dashboard.ts', 'utf8');
    for (const [, metric, dimension] of source.matchAll(/ours\('(\w+)', '(\w+)'/g))
      expect(written).toMatch(new RegExp(`'${metric}', \\{ ${dimension}:`));
    for (const [, metric] of source.matchAll(/own\('(\w+)'/g)) expect(written).toContain(`'${metric}', {}`);
  });
});

describe('a budget', () => {
  const budgets = (...context: string[]) => {
    const made = synthesize('--models', folder, ...context).templates.get('Trainyard') as Template;
    return ofType(made, 'AWS::Budgets::Budget').map(([, { Properties }]) => Properties);
  };

  it('is there on request only, and mails before and beyond the limit', () => {
    expect(budgets('--email', 'team@example.com')).toEqual([]);
    const [budget] = budgets('--email', 'team@example.com', '-c', 'monthlyBudgetUsd=150');
    expect(budget.Budget).toMatchObject({ BudgetLimit: { Amount: 150, Unit: 'USD' }, TimeUnit: 'MONTHLY' });
    expect(budget.NotificationsWithSubscribers).toMatchObject([
      { Notification: { NotificationType: 'ACTUAL', Threshold: 80 }, Subscribers: [{ Address: 'team@example.com' }] },
      { Notification: { NotificationType: 'FORECASTED', Threshold: 100 } },
    ]);
  });

  it('wants an amount, and somebody who hears of it', () => {
    expect(() => budgets('--email', 'team@example.com', '-c', 'monthlyBudgetUsd=much')).toThrow(
      'monthlyBudgetUsd: expected US dollars above 0',
    );
    expect(() => budgets('-c', 'monthlyBudgetUsd=10')).toThrow('monthlyBudgetUsd: expected together with email');
  });
});

describe('functions', () => {
  it('are traced, and may say so to X-Ray', () => {
    const made = ofType(templates.get('Trainyard') as Template, 'AWS::Lambda::Function');
    expect(made.length).toBeGreaterThan(15);
    for (const [, { Properties }] of made) {
      expect(Properties.TracingConfig).toEqual({ Mode: 'Active' });
      const role = (templates.get('Trainyard') as Template).Resources[Properties.Role['Fn::GetAtt'][0]];
      expect(JSON.stringify(role)).toContain('xray:PutTraceSegments');
    }
  });
});
