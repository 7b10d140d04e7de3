import { wildcard } from '../../local/iam/wildcard.ts';
import type { PermissionUse } from '../../local/runtime.ts';
import type { Grant } from './grants.ts';

/** Why a grant may stay unused here. Each member is a pattern with `*` and `?`, over the grant's own text. */
export interface Excuse {
  readonly role: string;
  readonly action: string;
  readonly resource: string;
  readonly reason: string;
  /** Whether the grant is used depends on which of two functions is quicker: such an excuse is never stale. */
  readonly isRace?: boolean;
}

/** What one role was seen to do, and what it could have done besides. */
export interface RoleReport {
  readonly role: string;
  /** Different (action, resource) pairs it was allowed. */
  readonly calls: number;
  readonly denied: readonly PermissionUse[];
  readonly unused: readonly Grant[];
  readonly excused: readonly Grant[];
}

/** The whole report. `stale`: excuses that excuse nothing any more. */
export interface Report {
  readonly roles: readonly RoleReport[];
  readonly stale: readonly Excuse[];
}

/**
 * Holds the grants of every role to what the roles did. A grant was used when some allowed call matched its action and its resource
 * pattern; a role that was seen and has no policy of ours is reported with what it was denied.
 */
export function judge(
  roles: readonly string[],
  grants: readonly Grant[],
  uses: readonly PermissionUse[],
  excuses: readonly Excuse[],
): Report {
  const used = new Set<Excuse>();
  const seen = uses.map((use) => ({ ...use, name: use.role.slice(use.role.lastIndexOf('/') + 1) }));
  const names = [...new Set([...roles, ...seen.map(({ name }) => name)])].sort();
  const reports = names.map((role): RoleReport => {
    const own = seen.filter(({ name }) => name === role);
    const allowed = own.filter((use) => use.allowed);
    const idle = grants.filter((grant) => grant.role === role && !allowed.some((use) => covers(grant, use)));
    const excused = idle.filter((grant) => {
      const found = excuses.find((excuse) => pardons(excuse, grant));
      if (found) used.add(found);
      return found !== undefined;
    });
    return {
      role,
      calls: allowed.length,
      denied: own.filter((use) => !use.allowed),
      unused: idle.filter((grant) => !excused.includes(grant)),
      excused,
    };
  });
  return { roles: reports, stale: excuses.filter((excuse) => !excuse.isRace && !used.has(excuse)) };
}

const covers = (grant: Grant, use: PermissionUse) =>
  wildcard(grant.action.toLowerCase(), use.action.toLowerCase()) && wildcard(grant.resource, use.resource);

const pardons = (excuse: Excuse, grant: Grant) =>
  wildcard(excuse.role, grant.role) && wildcard(excuse.action, grant.action) && wildcard(excuse.resource, grant.resource);

/** The last line of the report. */
export function totalsOf({ roles }: Report): { roles: number; calls: number; denied: number; unused: number; excused: number } {
  const sum = (count: (report: RoleReport) => number) => roles.reduce((total, report) => total + count(report), 0);
  return {
    roles: roles.length,
    calls: sum(({ calls }) => calls),
    denied: sum(({ denied }) => denied.length),
    unused: sum(({ unused }) => unused.length),
    excused: sum(({ excused }) => excused.length),
  };
}

/** The report for people: a line for each role, and one below it for everything that is wrong. */
export function linesOf({ roles, stale }: Report): string[] {
  return [
    ...roles.flatMap(({ role, calls, denied, unused, excused }) => [
      `${role}: ${calls} calls, ${denied.length} denied, ${unused.length} grants unused, ${excused.length} excused`,
      ...denied.map(({ action, resource }) => `  denied  ${action} on ${resource}`),
      ...unused.map(({ action, resource }) => `  unused  ${action} on ${resource}`),
    ]),
    ...stale.map(({ role, action, resource }) => `stale excuse: ${action} on ${resource} of ${role}; every grant it named is used or gone`),
  ];
}
