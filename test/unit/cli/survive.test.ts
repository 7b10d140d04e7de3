import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { surviveFaults } from '../../../cli/survive.ts';
import { fakeIo } from './fake-io.ts';

it('says what nobody caught, and lets the process live, until the world ends', () => {
  const io = fakeIo();
  const own = new EventEmitter();
  const end = surviveFaults(io, own as never);
  own.emit('uncaughtException', new TypeError('of a log line'));
  own.emit('unhandledRejection', 'no error at all');
  expect(io.written.err).toMatch(/^local world: a fault of its own, and it lives on\. trainyard: TypeError: of a log line/);
  expect(io.written.err).toContain('no error at all');
  end();
  expect(own.eventNames()).toEqual([]);
});
