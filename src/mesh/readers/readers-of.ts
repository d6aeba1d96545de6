import { type ColumnScope, unitedColumns } from '../columns.ts';
import { IAM_PATH, type MeshPlace } from '../names.ts';
import type { Permissions } from '../ports/permissions.ts';
import type { MeshPorts } from '../ports.ts';
import { uncovered } from '../subscriptions/select-rows.ts';
import { sameExpression } from '../tag-scope.ts';
import { type Given, givenOn } from './grounds.ts';
import type { OwnedTable, Reader } from './reader.ts';
import type { TableGrant } from './table-grant.ts';

export interface ReaderPorts extends Pick<MeshPorts, 'place' | 'store' | 'ledger'> {
  /** As somebody who may see the table's grants. */
  readonly permissions: Pick<Permissions, 'onTable'>;
  /** ARNs of the data lake's administrators. */
  readonly administrators: () => Promise<readonly string[]>;
}

/**
 * Whom Lake Formation lets at a table at this moment, each with what it rests on. What a principal holds beyond its records is a line of its own,
 * so that no record explains more than it gives. Who inside a consumer's account may read is up to that account, and not seen from here.
 */
export async function readersOf(ports: ReaderPorts, table: OwnedTable): Promise<readonly Reader[]> {
  const grants: TableGrant[] = [];
  for await (const grant of ports.permissions.onTable(table.database, table.table)) {
    grants.push(grant);
  }
  // Grants are read before the records: a grant that a job makes meanwhile then has its record already.
  const given = await givenOn(ports, table);
  const named = grants.filter(({ through }) => through === 'table');
  const others = grants.filter(({ through }) => through !== 'table');
  return [
    ...[...byPrincipal(named)].flatMap(([principal, rows]) =>
      readersByName(ports.place, table.owner, principal, rows, given),
    ),
    ...others.map((grant) => readerOtherwise(ports.place, table.owner, grant, given)),
    ...(await ports.administrators()).map(administrator),
  ];
}

function byPrincipal(grants: readonly TableGrant[]): ReadonlyMap<string, readonly TableGrant[]> {
  const found = new Map<string, readonly TableGrant[]>();
  for (const grant of grants) {
    found.set(grant.principal, [...(found.get(grant.principal) ?? []), grant]);
  }
  return found;
}

/** Lake Formation lists `SELECT` apart from the other permissions, and once for each choice of columns; people read them as one. */
function readersByName(
  place: MeshPlace,
  owner: string,
  principal: string,
  rows: readonly TableGrant[],
  given: readonly Given[],
): readonly Reader[] {
  const base = { principal, through: 'table' } as const;
  if (isOwn(place, owner, principal)) {
    return [{ ...base, ...amount(rows), source: 'mesh', grounds: [] }];
  }
  const own = given.filter(
    ({ subscriber, expression }) => subscriber === principal && expression === undefined,
  );
  const decided = new Set<string>(own.flatMap(({ permissions }) => permissions));
  const selects = own.flatMap(({ permissions, columns, filters }) =>
    permissions.includes('SELECT') && filters === undefined ? [{ columns, isGrantable: false }] : [],
  );
  const beyond: TableGrant[] = [];
  const explained: TableGrant[] = [];
  for (const row of rows) {
    const isSelectBeyond =
      uncovered([{ columns: row.columns, isGrantable: false }], selects).length > 0 || selects.length === 0;
    const isBeyond = (name: string) => (name === 'SELECT' ? isSelectBeyond : !decided.has(name));
    beyond.push(withOnly(row, isBeyond));
    explained.push(withOnly(row, (name) => !isBeyond(name)));
  }
  const some = (list: readonly TableGrant[]) => list.some(({ permissions }) => permissions.length > 0);
  return [
    ...(some(explained)
      ? [
          {
            ...base,
            ...amount(explained),
            source: 'subscription' as const,
            grounds: own.map(({ ground }) => ground),
          },
        ]
      : []),
    ...(some(beyond) ? [{ ...base, ...amount(beyond), source: 'outside' as const, grounds: [] }] : []),
  ];
}

function readerOtherwise(
  place: MeshPlace,
  owner: string,
  grant: TableGrant,
  given: readonly Given[],
): Reader {
  if (isOwn(place, owner, grant.principal)) {
    return { ...grant, source: 'mesh', grounds: [] };
  }
  const explaining = given.filter((each) => each.subscriber === grant.principal && explains(each, grant));
  // Lake Formation names only the filter of a grant; ours says in its name which columns it was made for, so they are those of the decision.
  const columns = grant.through === 'rows' ? explaining[0]?.columns : undefined;
  return {
    ...grant,
    ...(columns === undefined ? {} : { columns }),
    source: explaining.length > 0 ? 'subscription' : 'outside',
    grounds: explaining.map(({ ground }) => ground),
  };
}

/** Whether a subscription gives all of this, in this way. */
function explains({ permissions, filters, expression }: Given, grant: TableGrant): boolean {
  const decided: readonly string[] = permissions;
  if (!grant.permissions.every((name) => decided.includes(name))) {
    return false;
  }
  switch (grant.through) {
    case 'rows':
      return grant.filter !== undefined && filters?.includes(grant.filter) === true;
    case 'tags':
      return expression !== undefined && sameExpression(expression, grant.tags ?? []);
    default:
      return false; // nobody is ever given all tables of a database by one grant
  }
}

/** @see https://docs.aws.amazon.com/lake-formation/latest/dg/implicit-permissions.html */
function administrator(principal: string): Reader {
  return {
    principal,
    through: 'administrator',
    permissions: ['DESCRIBE'],
    grantable: ['ALL'],
    source: 'administrator',
    grounds: [],
  };
}

function withOnly(grant: TableGrant, keep: (permission: string) => boolean): TableGrant {
  return { ...grant, permissions: grant.permissions.filter(keep), grantable: grant.grantable.filter(keep) };
}

function amount(rows: readonly TableGrant[]): Pick<Reader, 'permissions' | 'grantable' | 'columns'> {
  const selects = rows.filter(({ permissions }) => permissions.includes('SELECT'));
  const scopes: readonly (ColumnScope | undefined)[] = selects.map(({ columns }) => columns);
  const columns = scopes.length > 0 ? unitedColumns(scopes) : undefined;
  return {
    permissions: [...new Set(rows.flatMap(({ permissions }) => permissions))].sort(selectFirst),
    grantable: [...new Set(rows.flatMap(({ grantable }) => grantable))].sort(selectFirst),
    ...(columns === undefined ? {} : { columns }),
  };
}

function selectFirst(left: string, right: string): number {
  return Number(right === 'SELECT') - Number(left === 'SELECT') || left.localeCompare(right);
}

/** The owner, and the roles that the set-up made in the mesh account. */
function isOwn({ meshAccountId, partition }: MeshPlace, owner: string, principal: string): boolean {
  return (
    principal === owner ||
    principal === meshAccountId ||
    principal.startsWith(`arn:${partition}:iam::${meshAccountId}:role${IAM_PATH}`)
  );
}
