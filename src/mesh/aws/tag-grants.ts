import {
  type LakeFormationClient,
  ListPermissionsCommand,
  RemoveLFTagsFromResourceCommand,
  type Resource,
  SearchTablesByLFTagsCommand,
} from '@aws-sdk/client-lakeformation';
import { UpstreamError } from '../errors.ts';
import { TABLE_PERMISSIONS } from '../permissions.ts';
import type { TagGrants } from '../ports/tag-grants.ts';
import type { Clock } from '../ports.ts';
import type { TagCondition } from '../tag-scope.ts';
import { sendBatches } from './lake-formation-batch.ts';
import { createTagger } from './lf-tags.ts';
import { paged } from './pages.ts';
import { patiently } from './patience.ts';

const SEARCH_PAGE = 100;
const PAGE = 1000;

/** Grants on every table that carries certain LF-tags, and the tags themselves. */
export function createTagGrants(client: LakeFormationClient, CatalogId: string, clock: Clock): TagGrants {
  const tagger = createTagger(client, CatalogId, clock);
  const resource = (expression: readonly TagCondition[]): Resource => ({
    LFTagPolicy: { CatalogId, ResourceType: 'TABLE', Expression: toExpression(expression) },
  });

  async function change(
    action: 'grant' | 'revoke',
    ...[principal, expression, permissions, grantable, onAnswer]: Parameters<TagGrants['grant']>
  ) {
    const entry = {
      Principal: { DataLakePrincipalIdentifier: principal },
      Resource: resource(expression),
      Permissions: [...permissions],
      PermissionsWithGrantOption: grantable.filter((name) => permissions.includes(name)),
    };
    const [refused] = await sendBatches(client, clock, CatalogId, action, [entry], (id) => onAnswer?.(id));
    return refused && { code: refused.code, reason: refused.reason };
  }

  return {
    grant: (...grant) => change('grant', ...grant),

    async revoke(...grant) {
      const refused = await change('revoke', ...grant);
      const isGone =
        refused?.code === 'EntityNotFoundException' || /no permissions/i.test(refused?.reason ?? '');
      return isGone ? undefined : refused;
    },

    async held(principal, expression) {
      const rows = paged('permissions', async (token) => {
        const answer = await patiently(clock, 'reading permissions (lakeformation:ListPermissions)', () =>
          client.send(
            new ListPermissionsCommand({
              CatalogId,
              Principal: { DataLakePrincipalIdentifier: principal },
              Resource: resource(expression),
              MaxResults: PAGE,
              ...(token ? { NextToken: token } : {}),
            }),
          ),
        );
        return { items: answer.PrincipalResourcePermissions, token: answer.NextToken };
      });
      const names = new Set<string>();
      const options = new Set<string>();
      const shares = new Set<string>();
      for await (const row of rows) {
        for (const name of row.Permissions ?? []) {
          names.add(name);
        }
        for (const name of row.PermissionsWithGrantOption ?? []) {
          options.add(name);
        }
        for (const share of row.AdditionalDetails?.ResourceShare ?? []) {
          shares.add(share);
        }
      }
      return {
        permissions: TABLE_PERMISSIONS.filter((name) => names.has(name)),
        grantable: TABLE_PERMISSIONS.filter((name) => options.has(name)),
        shares: [...shares],
      };
    },

    async *list() {
      const rows = paged('permissions', async (token) => {
        const answer = await patiently(clock, 'reading permissions (lakeformation:ListPermissions)', () =>
          client.send(
            new ListPermissionsCommand({
              CatalogId,
              ResourceType: 'LF_TAG_POLICY_TABLE',
              MaxResults: PAGE,
              ...(token ? { NextToken: token } : {}),
            }),
          ),
        );
        return { items: answer.PrincipalResourcePermissions, token: answer.NextToken };
      });
      for await (const row of rows) {
        const { Principal, Resource, Permissions = [], PermissionsWithGrantOption = [] } = row;
        const known = (names: readonly string[]) => TABLE_PERMISSIONS.filter((name) => names.includes(name));
        yield {
          principal: Principal?.DataLakePrincipalIdentifier ?? '',
          expression: (Resource?.LFTagPolicy?.Expression ?? []).map(({ TagKey = '', TagValues = [] }) => ({
            key: TagKey,
            values: TagValues,
          })),
          permissions: known(Permissions),
          grantable: known(PermissionsWithGrantOption),
          shares: row.AdditionalDetails?.ResourceShare ?? [],
        };
      }
    },

    async *tagged(expression) {
      const found = paged('tagged tables', async (token) => {
        const answer = await patiently(clock, 'looking for tables by LF-tag', () =>
          client.send(
            new SearchTablesByLFTagsCommand({
              CatalogId,
              Expression: toExpression(expression),
              MaxResults: SEARCH_PAGE,
              ...(token ? { NextToken: token } : {}),
            }),
          ),
        );
        return { items: answer.TableList, token: answer.NextToken };
      });
      for await (const { Table, LFTagsOnTable = [] } of found) {
        yield {
          database: Table?.DatabaseName ?? '',
          table: Table?.Name ?? '',
          tags: Object.fromEntries(
            LFTagsOnTable.map(({ TagKey = '', TagValues = [] }) => [TagKey, TagValues]),
          ),
        };
      }
    },

    prepare: (tags) => tagger.prepare(tags),

    put: (database, table, tags) => tagger.put(database, table, tags),

    async remove(database, table, conditions) {
      const { Failures = [] } = await patiently(clock, `taking tags off ${database}.${table}`, () =>
        client.send(
          new RemoveLFTagsFromResourceCommand({
            CatalogId,
            Resource: { Table: { CatalogId, DatabaseName: database, Name: table } },
            LFTags: conditions.map(({ key, values }) => ({ CatalogId, TagKey: key, TagValues: [...values] })),
          }),
        ),
      );
      const failure = Failures.find(({ Error: error }) => error?.ErrorCode !== 'EntityNotFoundException');
      if (failure) {
        throw new UpstreamError('TAG_REFUSED', `${failure.LFTag?.TagKey}: ${failure.Error?.ErrorMessage}`, {
          userMessage: `Lake Formation refused to take the LF-tag ${failure.LFTag?.TagKey} off ${table}: ${failure.Error?.ErrorMessage}`,
          retryable: false,
        });
      }
    },
  };
}

function toExpression(expression: readonly TagCondition[]) {
  return expression.map(({ key, values }) => ({ TagKey: key, TagValues: [...values] }));
}
