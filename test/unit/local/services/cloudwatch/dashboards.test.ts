import { CloudWatchClient, DeleteDashboardsCommand, GetDashboardCommand, PutDashboardCommand } from '@aws-sdk/client-cloudwatch';
import { expect, it } from 'vitest';
import { clientOptions, testWorld } from '../../helpers/world.ts';

it('keeps a dashboard as it came, replaces and removes it, and refuses what is none', async () => {
  const client = new CloudWatchClient(clientOptions(await testWorld()));
  const put = (DashboardBody: string) => client.send(new PutDashboardCommand({ DashboardName: 'birds', DashboardBody }));
  const get = () => client.send(new GetDashboardCommand({ DashboardName: 'birds' }));
  await expect(get()).rejects.toThrow('Dashboard birds does not exist');
  await put('{"widgets": []}');
  await put('{"widgets": [], "start": "-P1D"}');
  expect((await get()).DashboardBody).toContain('-P1D');
  for (const wrong of ['{', 'null', '{}']) await expect(put(wrong)).rejects.toMatchObject({ name: 'DashboardInvalidInputError' });
  await client.send(new DeleteDashboardsCommand({ DashboardNames: ['birds'] }));
  await expect(client.send(new DeleteDashboardsCommand({ DashboardNames: ['birds'] }))).rejects.toThrow('does not exist');
});
