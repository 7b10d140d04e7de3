import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { type ToyWorld, toyWorld } from '../e2e/support/toy-world.ts';

/** A local world with the toy model live, and a way to run other people's clients against it. */
export interface ClientWorld {
  readonly world: ToyWorld;
  /**
   * What a program printed, run in the world's folder. It sees no AWS variables and no files of the machine's user, only what a notebook
   * would be told. @throws Error with what it said on its way out
   */
  run(program: string, words: readonly string[], env?: Readonly<Record<string, string>>): Promise<string>;
}

/** Starts the world, and one run of its model. */
export async function clientWorld(): Promise<ClientWorld> {
  const world = await toyWorld();
  expect(await world.run({})).toMatchObject({ status: 'SUCCEEDED' });
  const keys = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_DEFAULT_REGION: 'us-east-1' };
  return {
    world,
    run: async (program, words, env = {}) => {
      const options = { cwd: world.dataDir, env: { PATH: process.env.PATH ?? '', HOME: world.dataDir, ...keys, ...env } };
      const { stdout, stderr } = await promisify(execFile)(program, [...words], options).catch((error: { stderr?: string }) => {
        throw new Error(error.stderr || String(error));
      });
      return stdout + stderr;
    },
  };
}
