import { NotFoundError } from '../errors.ts';
import { tablePattern } from '../input/table-pattern.ts';
import { s3Location } from '../policies/s3-location.ts';
import type { PublishPorts, PublishRequest, SkippedTable } from './publication.ts';
import type { SourceTable } from './publish-ports.ts';

/** The tables that the expression means; those that cannot be published are skipped, with the reason. */
export async function chooseTables<D, P>(
  { source }: Pick<PublishPorts<D, P>, 'source'>,
  database: string,
  { tableNameRegex, tables }: Pick<PublishRequest, 'tableNameRegex' | 'tables'>,
) {
  const matches = tablePattern(tableNameRegex);
  const named = tables && new Set(tables);
  const chosen: SourceTable<D>[] = [];
  const skipped: SkippedTable[] = [];
  for await (const candidate of source.tables(database)) {
    const { name, target, location } = candidate.table;
    if (!matches(name) || named?.has(name) === false) {
      continue;
    }
    if (target) {
      skipped.push({ sourceTable: name, reason: `a link to ${target.database}.${target.name}` });
    } else if (s3Location(location) === undefined) {
      skipped.push({
        sourceTable: name,
        reason: location
          ? `its location ${location} is not in S3`
          : 'no S3 location (a view or a federated table)',
      });
    } else {
      chosen.push(candidate);
    }
  }
  if (chosen.length + skipped.length === 0) {
    throw new NotFoundError('NO_TABLES_FOUND', `no table of ${database} matches ${tableNameRegex ?? '.*'}`, {
      userMessage: `No table of ${database} matches${tableNameRegex ? ` ${tableNameRegex}` : ''}, or the role DataMeshProducer may not see them. Check the name, or grant DESCRIBE on the database and its tables to that role.`,
    });
  }
  return { chosen, skipped };
}
