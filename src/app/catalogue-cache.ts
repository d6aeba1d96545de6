import * as z from 'zod/mini';
import type { CachedProduct, CachedTeam, Catalogue } from '../handlers/ports.ts';
import { StoredProduct } from './cached-product.ts';
import type { LightAws } from './light-aws.ts';

const READ_TIMEOUT_MS = 1200;

const Teams = z.lazy(() => z.array(z.object({ key: z.string(), name: z.string() })));
const Outcome = z.lazy(() => z.object({ installed: z.boolean(), sentence: z.string() }));
const Row = z.lazy(() => z.object({ Value: z.object({ S: z.string() }) }));
const Page = z.lazy(() =>
  z.object({
    Items: z._default(z.array(Row), []),
    LastEvaluatedKey: z.optional(z.record(z.string(), z.unknown())),
  }),
);
const Got = z.lazy(() => z.object({ Item: z.optional(Row) }));

/**
 * The catalogue cache of `AwsDataMeshSlack`, read with the light client. The products are kept in memory for as long as
 * the version item stays the same, so that a keystroke costs one small read.
 */
export function createCatalogueCache(aws: LightAws, table: string): Catalogue {
  let kept: { readonly version: string; readonly products: readonly CachedProduct[] } | undefined;

  async function get(pk: string, sk: string): Promise<unknown> {
    const key = { pk: { S: pk }, sk: { S: sk } };
    const { Item } = Got.parse(
      await aws('dynamodb', 'GetItem', { TableName: table, Key: key }, READ_TIMEOUT_MS),
    );
    return Item ? JSON.parse(Item.Value.S) : undefined;
  }

  async function readAll(): Promise<readonly CachedProduct[]> {
    const products: CachedProduct[] = [];
    let from: Record<string, unknown> | undefined;
    do {
      const page = Page.parse(
        await aws(
          'dynamodb',
          'Query',
          {
            TableName: table,
            KeyConditionExpression: 'pk = :pk',
            ExpressionAttributeValues: { ':pk': { S: 'catalogue' } },
            ...(from ? { ExclusiveStartKey: from } : {}),
          },
          READ_TIMEOUT_MS,
        ),
      );
      products.push(...page.Items.map(({ Value }) => StoredProduct.parse(JSON.parse(Value.S))));
      from = page.LastEvaluatedKey;
    } while (from);
    return products;
  }

  return {
    async products() {
      const version = String((await get('catalogue-version', '-')) ?? '');
      if (kept?.version !== version) {
        kept = { version, products: await readAll() };
      }
      return kept.products;
    },
    async teamsOf(workspace, user): Promise<readonly CachedTeam[]> {
      const found = Teams.safeParse(await get('user-teams', `${workspace}/${user}`));
      return found.success ? found.data : [];
    },
    async installOutcome(nonce) {
      const found = Outcome.safeParse(await get(`install-outcome#${nonce}`, '-'));
      return found.success ? found.data : undefined;
    },
    draft: (id) => get(`draft#${id}`, '-'),
  };
}
