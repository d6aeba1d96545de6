import type { Side } from '../names.ts';
import type { LakeSettings, SubscriptionTable } from './admin-ports.ts';
import { asked, type Finding, found, tried } from './finding.ts';

/** AWS refuses signatures that are older; Slack's are refused then too. */
const MOST_SKEW = 300;
const MUCH_SKEW = 60;
/** @see https://docs.aws.amazon.com/general/latest/gr/lake-formation.html */
const MOST_ADMINISTRATORS = 30;
/** From this version on one share serves all tables of a database, and grants may name roles of other accounts. */
const LEAST_VERSION = 3;

/** An account on one side, and how people call it. */
export interface MemberSide {
  readonly account: string;
  readonly side: Side;
  readonly name: string;
}

export interface RunningPorts {
  readonly table: Pick<SubscriptionTable, 'shape'>;
  readonly lake: Pick<LakeSettings, 'administrators' | 'crossAccountVersion'>;
  /** Takes the roles that work for this account begins with. Throws `UpstreamError`. */
  readonly enter: (account: string, side: Side) => Promise<unknown>;
  /** Takes the role that sees what everybody may see. */
  readonly enterCatalog: () => Promise<unknown>;
  /** Seconds by which this machine's clock is ahead of AWS's; `undefined` where AWS gave no time. */
  readonly skew: () => Promise<number | undefined>;
}

/** What the members' work rests on: the roles that are taken for them. Changes nothing. */
export async function diagnoseRoles(
  { enter }: Pick<RunningPorts, 'enter'>,
  members: readonly MemberSide[],
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (let at = 0; at < members.length; at += AT_ONCE) {
    findings.push(
      ...(await Promise.all(members.slice(at, at + AT_ONCE).map((member) => role(enter, member)))),
    );
  }
  return findings;
}

const AT_ONCE = 10;

function role(enter: RunningPorts['enter'], { account, side, name }: MemberSide): Promise<Finding> {
  return tried(
    `roles of ${name} as ${side} in account ${account} can be taken`,
    {
      severity: 'error',
      effect:
        side === 'producer'
          ? 'Approvals, changes and ends for its data fail.'
          : 'Imports for it fail, and what was imported cannot be tidied.',
      fix: `As administrator of account ${account}, run data-mesh-cli trust-app --account-type ${side}, or enable-account where it was never set up.`,
    },
    async () => {
      await enter(account, side);
      return true;
    },
  );
}

/** What every member's work rests on, as the app meets it. Changes nothing. */
export async function diagnoseRunning(ports: RunningPorts): Promise<readonly Finding[]> {
  return [
    ...(await diagnoseFoundations(ports)),
    await tried(
      'the role that reads the catalogue can be taken',
      {
        severity: 'error',
        effect: 'Products cannot be found, and new ones do not appear.',
        fix: 'Run data-mesh-cli install-mesh-objects in the mesh account.',
      },
      async () => {
        await ports.enterCatalog();
        return true;
      },
    ),
  ];
}

/** The table with its stream and indexes, Lake Formation's settings and the clock: what an administrator can look at too. */
export async function diagnoseFoundations(
  ports: Pick<RunningPorts, 'table' | 'lake' | 'skew'>,
): Promise<readonly Finding[]> {
  return [...(await table(ports)), ...(await lakeFormation(ports)), await clock(ports)];
}

async function table({ table: subscriptions }: Pick<RunningPorts, 'table'>): Promise<readonly Finding[]> {
  const check = 'subscriptions table';
  const fix = 'Run data-mesh-cli install-mesh-objects in the mesh account.';
  const missing = { severity: 'error', effect: 'Nobody can ask for anything.', fix } as const;
  const answer = await asked(check, missing, () => subscriptions.shape());
  if (!('value' in answer)) {
    return [answer.finding];
  }
  const shape = answer.value;
  if (shape === undefined) {
    return [{ check, ok: false, ...missing }];
  }
  return [
    answer.finding,
    found('stream of the subscriptions table, with old and new', shape.stream === 'NEW_AND_OLD_IMAGES', {
      severity: 'error',
      effect: 'Nobody is told of requests, decisions and ends.',
      fix: 'Enable the stream of the table with new and old images, then deploy the app again so that it reads that stream.',
    }),
    ...['Owner', 'Subscriber'].map((index) =>
      found(`index ${index} of the subscriptions table`, shape.indexes.includes(index), {
        severity: 'error',
        effect: 'Lists of requests and accesses fail.',
        fix: 'Make the index as the set-up makes it, and wait until it is active.',
      }),
    ),
  ];
}

async function lakeFormation({ lake }: Pick<RunningPorts, 'lake'>): Promise<readonly Finding[]> {
  const answer = await asked(
    'settings of Lake Formation',
    {
      severity: 'note',
      effect: 'Administrators and the sharing version could not be looked at.',
      fix: 'Deploy the app’s roles again.',
    },
    async () => ({
      administrators: await lake.administrators(),
      version: (await lake.crossAccountVersion()) ?? 1,
    }),
  );
  if (!('value' in answer)) {
    return [answer.finding];
  }
  const { administrators, version } = answer.value;
  return [
    found('the data lake has an administrator', administrators.length > 0, {
      severity: 'error',
      effect: 'Nobody can set accounts up.',
      fix: 'Run data-mesh-cli install-mesh-objects in the mesh account.',
    }),
    found('room for data lake administrators', administrators.length < MOST_ADMINISTRATORS - 2, {
      severity: 'warning',
      effect: `${administrators.length} of the ${MOST_ADMINISTRATORS} that AWS allows are taken.`,
      fix: 'Remove those who need it no more.',
    }),
    found('no producer is a data lake administrator', !administrators.some(isProducer), {
      severity: 'warning',
      effect: 'A producer could grant what belongs to others.',
      fix: 'Remove the roles DataMeshAdminProducer-… from the administrators in Lake Formation.',
    }),
    found(`Lake Formation shares with version ${LEAST_VERSION} or newer`, version >= LEAST_VERSION, {
      severity: 'warning',
      effect: `Version ${version} makes one share for each table: grants of many tables run into AWS’s limits.`,
      fix: 'Raise the cross-account version in Lake Formation’s settings of the mesh account.',
    }),
  ];
}

async function clock({ skew }: Pick<RunningPorts, 'skew'>): Promise<Finding> {
  const check = 'the clock agrees with AWS’s';
  const unknown = {
    severity: 'note',
    effect: 'The clock could not be compared.',
    fix: 'Ask again.',
  } as const;
  const answer = await asked(check, unknown, skew);
  if (!('value' in answer)) {
    return answer.finding;
  }
  if (answer.value === undefined) {
    return { check, ok: false, ...unknown };
  }
  const seconds = Math.round(Math.abs(answer.value));
  return found(check, seconds <= MUCH_SKEW, {
    severity: seconds > MOST_SKEW ? 'error' : 'warning',
    effect: `It is off by ${seconds} seconds: ends come at the wrong time, and beyond ${MOST_SKEW} seconds AWS and Slack are refused.`,
    fix: 'Set the clock of the machine by a time server.',
  });
}

function isProducer(arn: string): boolean {
  return arn.includes('/DataMeshAdminProducer-');
}
