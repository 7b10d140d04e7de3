import { expect, it } from 'vitest';
import { badWorld, buildBad, job, serve, train } from '../unit/local/services/sagemaker/bad-world.ts';

it('an artifact of 2 GB goes through training, CreateModel and an endpoint in pieces: the world stays small, and answers', async () => {
  const world = await badWorld('Dockerfile');
  await train(world, 'huge');
  const before = process.memoryUsage().rss;
  let most = 0;
  let longestStop = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
    longestStop = Math.max(longestStop, performance.now() - last);
    last = performance.now();
  }, 20);
  expect(await job(world, 'huge', 200)).toMatchObject({ TrainingJobStatus: 'Completed' });
  await buildBad(world, 'inference.Dockerfile');
  expect(await serve(world, {}, 's3://data/out/huge/output/model.tar.gz')).toMatchObject({ EndpointStatus: 'InService' });
  clearInterval(timer);
  // Measured in November 2026: 68 MB more, and 270 ms with ten processes waiting for two cores.
  expect(most - before).toBeLessThan(300 * 2 ** 20);
  expect(longestStop).toBeLessThan(1000);
}, 300_000);
