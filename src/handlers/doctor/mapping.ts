import { type Finding, found, type Trouble } from '../../mesh/admin/finding.ts';
import type { Team } from '../team.ts';

/** What is wrong with a well-formed team by itself. */
export interface MappingFault extends Trouble {
  readonly severity: 'error' | 'warning';
  /** Of the secret: `approvers`. */
  readonly field: string;
  readonly what: string;
}

export function mappingFaults({ sides, members, approvers }: Team): readonly MappingFault[] {
  const people = new Set([...approvers.users, ...approvers.silent]);
  const faults: MappingFault[] = [];
  if (sides.includes('producer') && people.size + approvers.groups.length === 0) {
    faults.push({
      severity: 'error',
      field: 'approvers',
      what: 'nobody',
      effect: 'Nobody can decide on its data.',
      fix: 'Name at least two.',
    });
  } else if (sides.includes('producer') && people.size === 1 && approvers.groups.length === 0) {
    faults.push({
      severity: 'warning',
      field: 'approvers',
      what: 'only one',
      effect: 'What they ask for themselves, and what is asked while they are away, waits for ever.',
      fix: 'Name another.',
    });
  }
  if (sides.includes('consumer') && members.users.length + members.groups.length === 0) {
    faults.push({
      severity: 'error',
      field: 'members',
      what: 'nobody',
      effect: 'Nobody can ask for data for it.',
      fix: 'Name somebody.',
    });
  }
  return faults;
}

/** What a team's secret says, without asking anybody; `all` are the teams that can be read. */
export function mappingFindings(team: Team, all: readonly Team[]): readonly Finding[] {
  const faults = mappingFaults(team);
  const rivals = all.filter(
    ({ key, account, sides }) =>
      key !== team.key &&
      account === team.account &&
      sides.includes('producer') &&
      team.sides.includes('producer'),
  );
  return [
    ...(faults.length === 0
      ? [{ check: `${team.name}: who asks and who decides is named`, ok: true } as const]
      : []),
    ...faults.map(
      ({ field, what, ...trouble }): Finding => ({
        check: `${team.name}: ${field}, ${what}`,
        ok: false,
        ...trouble,
      }),
    ),
    found(`${team.name}: one team owns the data of account ${team.account}`, rivals.length === 0, {
      severity: 'error',
      effect: `${rivals.map(({ name }) => name).join(', ')} is mapped to the same account, so only the first of them by name of the secret decides.`,
      fix: 'Leave the side producer to one team of an account.',
    }),
  ];
}
