import {
  type LakeFormationClient,
  ListPermissionsCommand,
  type ListPermissionsCommandInput,
  type Permission,
  type PrincipalResourcePermissions,
} from '@aws-sdk/client-lakeformation';
import { MeshError } from '../errors.ts';
import { TABLE_PERMISSIONS, type TablePermission } from '../permissions.ts';
import type { CellFilter } from '../ports/cell-filters.ts';
import type { Held, HeldGrant, HeldScope } from '../ports/held.ts';
import type { Clock } from '../ports.ts';
import type { SelectRow } from '../subscriptions/select-rows.ts';
import { createCellFilters } from './cell-filters.ts';
import { columnsOf } from './column-resource.ts';
import { paged } from './pages.ts';
import { patiently } from './patience.ts';

interface Reader {
  readonly client: LakeFormationClient;
  readonly catalogId: string;
  readonly clock: Clock;
}

/** Up to so many tables are asked for one by one where the whole list is longer than a page. */
const FEW = 20;
const PAGE = 1000;

/**
 * Reads explicit grants. Lake Formation takes a principal only together with one resource, so that many tables at once can only be had by
 * reading the list of all grants that the caller may see: one call for most producers. With a filter it answers effective permissions instead.
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/44574
 */
export async function readHeld(
  reader: Reader,
  principal: string,
  database: string,
  { tables, enough, isUnfiltered = false }: HeldScope,
): Promise<Held> {
  const cellsOf = async (names: readonly string[]) =>
    isUnfiltered ? [] : filtersOf(reader, database, names);
  const ofOne = tables?.length === 1 && !isUnfiltered ? await cellsOf(tables) : undefined;
  if (tables !== undefined && (tables.length === 0 || ofOne !== undefined)) {
    return byResource(reader, principal, database, tables, ofOne ?? []);
  }
  const found = new Gathered(principal, database);
  const first = await page(reader, {});
  found.add(first.PrincipalResourcePermissions);
  if (!first.NextToken || enough?.(found.held())) {
    return found.held();
  }
  const filters = tables !== undefined && tables.length <= FEW ? await cellsOf(tables) : undefined;
  if (tables !== undefined && filters !== undefined) {
    return byResource(reader, principal, database, tables, filters);
  }
  const rest = paged('permissions', async (token) => {
    const answer = await page(reader, { NextToken: token ?? first.NextToken });
    return { items: [answer.PrincipalResourcePermissions], token: answer.NextToken };
  });
  for await (const rows of rest) {
    found.add(rows);
    if (enough?.(found.held())) {
      break;
    }
  }
  return found.held();
}

/**
 * A table's list does not hold what was granted on its filters, so that each is asked for by itself. `undefined` where the role may not list
 * filters, as roles that were set up before there were any: then the whole list is read.
 */
async function filtersOf(
  { client, catalogId, clock }: Reader,
  database: string,
  tables: readonly string[],
): Promise<readonly CellFilter[] | undefined> {
  const filters: CellFilter[] = [];
  try {
    const only = tables.length === 1 ? tables[0] : undefined;
    for await (const cell of createCellFilters(client, catalogId, clock).list(database, only)) {
      if (tables.includes(cell.table)) {
        filters.push(cell);
      }
    }
    return filters;
  } catch (error) {
    if (error instanceof MeshError && error.code === 'AWS_DENIED') {
      return undefined;
    }
    throw error;
  }
}

async function byResource(
  reader: Reader,
  principal: string,
  database: string,
  tables: readonly string[],
  filters: readonly CellFilter[],
): Promise<Held> {
  const found = new Gathered(principal, database);
  const { catalogId: CatalogId } = reader;
  const resources = [
    { Database: { CatalogId, Name: database } },
    ...tables.map((Name) => ({ Table: { CatalogId, DatabaseName: database, Name } })),
    ...filters.map(({ table, name }) => ({
      DataCellsFilter: { TableCatalogId: CatalogId, DatabaseName: database, TableName: table, Name: name },
    })),
  ];
  for (const Resource of resources) {
    const rows = paged('permissions', async (token) => {
      const answer = await page(reader, { Resource, ...(token ? { NextToken: token } : {}) });
      return { items: answer.PrincipalResourcePermissions, token: answer.NextToken };
    });
    for await (const row of rows) {
      found.add([row]);
    }
  }
  return found.held();
}

function page({ client, catalogId, clock }: Reader, input: ListPermissionsCommandInput) {
  return patiently(clock, 'reading permissions (lakeformation:ListPermissions)', () =>
    client.send(new ListPermissionsCommand({ CatalogId: catalogId, MaxResults: PAGE, ...input })),
  );
}

/** Grants of one principal on one database, column and table entries united. */
class Gathered {
  readonly #principal: string;
  readonly #database: string;
  readonly #tables = new Map<string, HeldGrant>();
  readonly #databaseShares = new Set<string>();
  #describe = false;

  constructor(principal: string, database: string) {
    this.#principal = principal;
    this.#database = database;
  }

  add(rows: readonly PrincipalResourcePermissions[] | undefined): void {
    for (const {
      Principal,
      Resource,
      Permissions = [],
      PermissionsWithGrantOption,
      AdditionalDetails,
    } of rows ?? []) {
      if (Principal?.DataLakePrincipalIdentifier !== this.#principal) {
        continue;
      }
      const shares = AdditionalDetails?.ResourceShare ?? [];
      if (Resource?.Database?.Name === this.#database) {
        this.#describe ||= Permissions.some((name) => name === 'DESCRIBE' || name === 'ALL');
        for (const share of shares) {
          this.#databaseShares.add(share);
        }
      }
      const { DatabaseName, TableName, Name } = Resource?.DataCellsFilter ?? {};
      if (DatabaseName === this.#database && TableName && Name && Permissions.includes('SELECT')) {
        const isGrantable = PermissionsWithGrantOption?.includes('SELECT') ?? false;
        const row = { filter: Name, isGrantable };
        this.#tables.set(TableName, withNarrowed(this.#tables.get(TableName), shares, row));
      }
      const table = Resource?.Table ?? Resource?.TableWithColumns;
      if (table?.DatabaseName === this.#database && table.Name) {
        const columns = columnsOf(Resource?.TableWithColumns);
        this.#tables.set(
          table.Name,
          columns
            ? withNarrowed(this.#tables.get(table.Name), shares, {
                columns,
                isGrantable: PermissionsWithGrantOption?.includes('SELECT') ?? false,
              })
            : merged(this.#tables.get(table.Name), Permissions, PermissionsWithGrantOption, shares),
        );
      }
    }
  }

  held(): Held {
    return {
      database: { describe: this.#describe, shares: [...this.#databaseShares] },
      tables: this.#tables,
    };
  }
}

function merged(
  known: HeldGrant | undefined,
  permissions: readonly Permission[] | undefined,
  grantable: readonly Permission[] | undefined,
  shares: readonly string[],
): HeldGrant {
  const both = (old: readonly TablePermission[] | undefined, more: readonly Permission[] | undefined) =>
    TABLE_PERMISSIONS.filter(
      (name) => old?.includes(name) || more?.some((held) => held === name || held === 'ALL'),
    );
  return {
    permissions: both(known?.permissions, permissions),
    grantable: both(known?.grantable, grantable),
    narrowed: known?.narrowed ?? [],
    shares: [...new Set([...(known?.shares ?? []), ...shares])],
  };
}

/** What was granted on some columns, or through a filter, is no `SELECT` on the table. */
function withNarrowed(known: HeldGrant | undefined, shares: readonly string[], row: SelectRow): HeldGrant {
  const grant = merged(known, [], [], shares);
  const others = grant.narrowed.filter(({ filter }) => filter === undefined || filter !== row.filter);
  return { ...grant, narrowed: [...others, row] };
}
