import { describe, expect, it } from 'vitest';
import { judge, linesOf, totalsOf } from '../../../../scripts/iam/judge.ts';

const grants = [
  { role: 'reader', action: 's3:GetObject', resource: 'arn:aws:s3:::data/*' },
  { role: 'reader', action: 's3:GetObject', resource: 'arn:aws:s3:::other/*' },
  { role: 'reader', action: 'xray:PutTraceSegments', resource: '*' },
  { role: 'writer', action: 's3:Put*', resource: 'arn:aws:s3:::data/*' },
];
const call = (role: string, action: string, resource: string, allowed = true) => ({
  role: `arn:aws:iam::000000000000:role/path/${role}`,
  action,
  resource,
  allowed,
});
const roles = ['reader', 'writer'];
const tracing = { role: '*', action: 'xray:*', resource: '*', reason: 'no X-Ray here' };
const uses = [
  call('reader', 's3:GetObject', 'arn:aws:s3:::data/a'),
  call('reader', 's3:GetObject', 'arn:aws:s3:::other/a', false),
  call('writer', 's3:PutObject', 'arn:aws:s3:::data/a'),
];

describe('the report of grants and calls', () => {
  const report = judge(roles, grants, uses, [tracing]);

  it('counts a grant as used when an allowed call matched its action and its resource', () => {
    expect(report.roles.find(({ role }) => role === 'writer')).toMatchObject({ calls: 1, denied: [], unused: [], excused: [] });
  });

  it('names the grant that no call used, the call that was denied, and the grant that is excused', () => {
    expect(report.roles[0]).toMatchObject({ role: 'reader', calls: 1, denied: [uses[1]], unused: [grants[1]], excused: [grants[2]] });
    expect(totalsOf(report)).toEqual({ roles: 2, calls: 2, denied: 1, unused: 1, excused: 1 });
    const lines = linesOf(report);
    expect(lines).toContain('  denied  s3:GetObject on arn:aws:s3:::other/a');
    expect(lines).toContain('  unused  s3:GetObject on arn:aws:s3:::other/*');
  });

  it('does not let the call of one role use the grant of another', () => {
    const other = judge(roles, grants, [call('writer', 's3:GetObject', 'arn:aws:s3:::data/a')], [tracing]);
    expect(other.roles[0]?.unused).toEqual(grants.slice(0, 2));
  });

  it('reports a role that the stacks did not make but somebody called under', () => {
    expect(judge([], [], [call('stranger', 'sns:Publish', '*', false)], []).roles).toMatchObject([{ role: 'stranger', unused: [] }]);
  });

  it('takes an excuse that excuses nothing for an error: its grant is used by now, or gone', () => {
    const stale = { ...tracing, action: 's3:PutObject' };
    const { stale: found } = judge(roles, grants, uses, [tracing, stale]);
    expect(found).toEqual([stale]);
    expect(linesOf({ roles: [], stale: found })).toEqual([expect.stringContaining('stale excuse: s3:PutObject')]);
  });

  it('does not need an excuse for what is used', () => {
    const report = judge(['writer'], grants.slice(3), uses.slice(2), [{ ...tracing, action: 's3:*' }]);
    expect(report.stale).toHaveLength(1);
    expect(totalsOf(report)).toMatchObject({ unused: 0, excused: 0 });
  });
});
