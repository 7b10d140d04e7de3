import { CodeCommitClient, GetBranchCommand } from '@aws-sdk/client-codecommit';
import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { deployed } from '../../lambdas/contract/deployed.ts';
import { parameters } from '../../lambdas/contract/layout.ts';
import { type Settings, settings as settingsSchema } from '../../lambdas/contract/settings.ts';
import type { Account } from '../account.ts';
import { CliError } from '../cli-error.ts';
import { functionVariable, readState } from '../installation.ts';
import { effective, faultsOf, readSettings, sectionNames } from '../overrides.ts';
import { asked, type Finding, fail, ifAny, ok, warn } from './finding.ts';
import type { WantedModel } from './quotas.ts';

/** Who gets the mails of runs: SNS delivers nothing to an address that has not confirmed, and says so to nobody. */
export function subscriptionFindings(account: Account): Promise<Finding[]> {
  const check = 'subscriptions';
  return asked(check, async () => {
    const TopicArn = await functionVariable(account, 'notify', 'RUNS_TOPIC_ARN');
    const found: { readonly endpoint: string; readonly isPending: boolean }[] = [];
    let NextToken: string | undefined;
    do {
      const page = await account.client(SNSClient).send(new ListSubscriptionsByTopicCommand({ TopicArn, NextToken }));
      for (const { Endpoint = '', SubscriptionArn } of page.Subscriptions ?? [])
        found.push({ endpoint: Endpoint, isPending: SubscriptionArn === 'PendingConfirmation' });
      NextToken = page.NextToken;
    } while (NextToken);
    if (found.length === 0)
      return [warn(check, 'nobody hears of runs and alarms: deploy with `-c email=ADDRESS`, or subscribe to the runs topic')];
    return found.map(({ endpoint, isPending }) =>
      isPending
        ? warn(check, `${endpoint} has not confirmed: open the link in SNS’s mail (good for two days), or subscribe again`)
        : ok(check, endpoint),
    );
  });
}

/** A deployed model: its settings, and whether their overrides can be read by the next run. */
export async function settingsFindings(account: Account, name: string): Promise<{ findings: Finding[]; model?: WantedModel }> {
  const check = `settings of ${name}`;
  const stored = await readSettings(account, name).catch((error: Error) => {
    if (!(error instanceof CliError)) throw error;
    return error;
  });
  if (stored instanceof CliError) return { findings: [fail(check, stored.message)] };
  const { layers, stray } = stored;
  const faults = [...stray, ...faultsOf(layers)];
  if (faults.length > 0)
    return { findings: [fail(check, `the next run will refuse them: ${faults.join('; ')}. See \`trainyard parameters ${name}\``)] };
  const settings = v.parse(settingsSchema, Object.fromEntries(sectionNames.map((section) => [section, effective(layers[section])])));
  const overridden = sectionNames.filter((section) => layers[section].override);
  return {
    findings: [ok(check, overridden.length > 0 ? `right; overridden in ${overridden.join(', ')}` : 'right; nothing overridden')],
    model: { name, settings },
  };
}

/** The model's lock: only a person frees one that recovery gave up. */
export function lockFindings(account: Account, name: string): Promise<Finding[]> {
  return asked(`lock of ${name}`, async () => {
    const { running } = (await readState(account, name)) ?? {};
    if (running?.phase !== 'stuck') return [];
    return [
      fail(
        `lock of ${name}`,
        `stuck since ${running.since}: cleaning up failed three times; docs/runbook.md, RecoveryFailed, then \`trainyard unlock ${name}\``,
      ),
    ];
  });
}

/** The repository that runs build from, and what its pushes need to start one. */
export function sourceFindings(account: Account, { name, settings }: WantedModel): Promise<Finding[]> {
  const check = `source of ${name}`;
  return asked(check, async () => {
    const Name = parameters.deployed(account.installation, name);
    const { Parameter } = await account.ssm.send(new GetParameterCommand({ Name }));
    const facts = v.safeParse(v.object({ source: deployed.entries.source }), JSON.parse(Parameter?.Value ?? '{}'));
    if (!facts.success) return [fail(check, `${Name} is not what this version writes: deploy the model’s stack again`)];
    const { source } = facts.output;
    if (source.type === 'folder') return [ok(check, `the folder that was deployed (${source.version})`)];
    const branch = firstBranch(settings);
    if (source.type === 'github') return [ok(check, `${source.repository} on GitHub, ${branch ?? 'pushes only'}`)];
    if (branch === undefined) return [ok(check, `${source.repository}, pushes only: source.branches names no branch without *`)];
    return [await branchFinding(account, check, source.repository, branch)];
  });
}

const firstBranch = ({ source }: Settings) => source.branches.find((branch) => !branch.includes('*'));

async function branchFinding(account: Account, check: string, repositoryName: string, branchName: string): Promise<Finding> {
  try {
    const { branch } = await account.client(CodeCommitClient).send(new GetBranchCommand({ repositoryName, branchName }));
    return ok(check, `${repositoryName}, ${branchName} at ${branch?.commitId?.slice(0, 7)}`);
  } catch (error) {
    const { name } = error as Error;
    if (name === 'RepositoryDoesNotExistException')
      return fail(check, `there is no CodeCommit repository ${repositoryName}: create it, or correct source.repository`);
    if (name === 'BranchDoesNotExistException')
      return warn(check, `${repositoryName} has no branch ${branchName} yet: push it, or correct source.branches`);
    throw error;
  }
}

/** What GitHub needs of the installation; the secrets themselves are not read. */
export function secretFindings({ ssm, installation }: Account, models: readonly WantedModel[]): Promise<Finding[]> {
  const github = models.filter(({ settings }) => settings.source.type === 'github');
  if (github.length === 0) return Promise.resolve([]);
  return asked('secrets', async () => {
    const has = async (Name: string) => (await ifAny(() => ssm.send(new GetParameterCommand({ Name })))) !== undefined;
    const webhook = parameters.webhookSecret(installation);
    const token = parameters.githubToken(installation);
    return [
      (await has(webhook))
        ? ok('webhook secret', 'is set')
        : fail(
            'webhook secret',
            `no pushes of ${github.map(({ name }) => name).join(', ')} are taken: write the SecureString ${webhook} (docs/deploy.md, A push to GitHub)`,
          ),
      (await has(token))
        ? ok('github token', 'is set')
        : warn('github token', `none: enough for public repositories; a private one needs the SecureString ${token}`),
    ];
  });
}
