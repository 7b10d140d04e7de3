import { describe, expect, it } from 'vitest';
import { CliError, errorText } from '../../../cli/cli-error.ts';
import { commands } from '../../../cli/definitions.ts';
import { main } from '../../../cli/dispatch.ts';
import { fakeIo } from './fake-io.ts';

describe('trainyard', () => {
  it('lists every command and the exit codes in --help', async () => {
    const io = fakeIo();
    expect(await main(['--help'], io, {})).toBe(0);
    for (const name of Object.keys(commands)) expect(io.written.out).toContain(`  ${name} `);
    expect(io.written.out).toContain('Exit codes: 0 done');
  });

  it.each(Object.keys(commands))('explains %s with every option', async (name) => {
    const io = fakeIo();
    expect(await main([name, '--help'], io, {})).toBe(0);
    const definition = commands[name as keyof typeof commands];
    for (const option of Object.keys(definition.options)) expect(io.written.out).toContain(`--${option}`);
    for (const line of io.written.out.split('\n')) expect(line.length).toBeLessThan(140);
  });

  it('answers a wrong command in one line and exit code 2', async () => {
    const io = fakeIo();
    expect(await main(['lokal'], io, {})).toBe(2);
    expect(io.written.err).toBe(
      'trainyard: Expected a command (local, run, init, status, logs, invoke, rollback, cancel, unlock, parameters, destroy, doctor, open); got "lokal": did you mean local?\n',
    );
  });

  it('forgets every AWS variable of the environment before a local command, and keeps them with --aws', async () => {
    const given = {
      AWS_ACCESS_KEY_ID: 'AKIAREAL',
      AWS_PROFILE: 'prod',
      AWS_ENDPOINT_URL: 'https://example.com',
      AWS_REGION: 'eu-west-1',
      HOME: '/home/a',
    };
    const local: Record<string, string | undefined> = { ...given };
    await main(['status', '--state-dir', '/nowhere/at/all'], fakeIo(), local);
    expect(local).toEqual({
      HOME: '/home/a',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    });
    const cloud: Record<string, string | undefined> = { ...given };
    await main(['run', 'somewhere', '--aws'], fakeIo(), cloud);
    expect(cloud).toMatchObject(given);
  });

  it('says what to do where there is no local world', async () => {
    const io = fakeIo();
    expect(await main(['status', '--state-dir', '/nowhere/at/all'], io, {})).toBe(1);
    expect(io.written.err).toBe(
      'trainyard: Expected a local world in /nowhere/at/all; there is none. Start one: `trainyard local PATH`.\n',
    );
  });
});

describe('errorText', () => {
  const error = new CliError('Expected a; got b.', { cause: new Error('outer', { cause: new Error('inner') }) });

  it('is one line', () => {
    expect(errorText(error, false)).toBe('trainyard: Expected a; got b.\n');
    expect(errorText(Object.assign(new Error('not\nallowed'), { name: 'AccessDeniedException' }), false)).toBe(
      'trainyard: AccessDeniedException: not allowed (--verbose shows where)\n',
    );
  });

  it('names path and way out where the file system refuses', () => {
    const refused = (code: string, syscall: string) =>
      errorText(Object.assign(new Error(`${code}: raw, ${syscall} '/a/b'`), { code, syscall, path: '/a/b' }), false);
    expect(refused('EACCES', 'open')).toBe(
      'trainyard: Could not open /a/b: permission denied. Make it accessible to your user, or run the command as the user who owns it. (--verbose shows where)\n',
    );
    expect(refused('ENOTDIR', 'mkdir')).toMatch(/^trainyard: Could not make the folder \/a\/b: a part of this path is a file/);
    expect(refused('EBADMSG', 'read')).toBe("trainyard: EBADMSG: raw, read '/a/b' (--verbose shows where)\n");
  });

  it('shows the chain of causes with --verbose', () => {
    expect(errorText(error, true)).toMatch(/^trainyard: Expected a; got b\.\ncaused by Error: outer\n[\s\S]*caused by Error: inner\n/);
  });
});
