import {
  AddLFTagsToResourceCommand,
  CreateLFTagCommand,
  GetLFTagCommand,
  type LakeFormationClient,
  UpdateLFTagCommand,
} from '@aws-sdk/client-lakeformation';
import { UpstreamError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import { isAwsError } from './aws-error.ts';
import { patiently } from './patience.ts';

/** @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_UpdateLFTag.html */
const VALUES_A_CALL = 50;

export interface Tagger {
  /** Makes keys and values that are missing. */
  prepare(tags: Readonly<Record<string, readonly string[]>>): Promise<void>;
  put(database: string, table: string, tags: Readonly<Record<string, readonly string[]>>): Promise<void>;
}

/** Puts LF-tags on tables; each key's values are looked up once, however many tables carry it. */
export function createTagger(client: LakeFormationClient, CatalogId: string, clock: Clock): Tagger {
  const ready = new Map<string, Promise<Set<string>>>();

  async function valuesOf(TagKey: string, first: readonly string[]): Promise<Set<string>> {
    return patiently(clock, `reading LF-tag ${TagKey}`, async () => {
      try {
        const { TagValues = [] } = await client.send(new GetLFTagCommand({ CatalogId, TagKey }));
        return new Set(TagValues);
      } catch (error) {
        if (!isAwsError(error, 'EntityNotFoundException')) {
          throw error;
        }
      }
      const TagValues = first.slice(0, VALUES_A_CALL);
      await client.send(new CreateLFTagCommand({ CatalogId, TagKey, TagValues }));
      return new Set(TagValues);
    });
  }

  async function addMissing(TagKey: string, values: readonly string[]): Promise<Set<string>> {
    const known = await valuesOf(TagKey, values);
    const missing = values.filter((value) => !known.has(value));
    for (let from = 0; from < missing.length; from += VALUES_A_CALL) {
      const TagValuesToAdd = missing.slice(from, from + VALUES_A_CALL);
      await patiently(clock, `adding values to LF-tag ${TagKey}`, async () => {
        try {
          await client.send(new UpdateLFTagCommand({ CatalogId, TagKey, TagValuesToAdd }));
        } catch (error) {
          if (isAwsError(error, 'ResourceNumberLimitExceededException')) {
            throw new UpstreamError('TAG_FULL', `LF-tag ${TagKey} is full`, {
              userMessage: `The LF-tag ${TagKey} has as many values as AWS allows, so the table is published without it. A mesh admin has to remove values, then publish again.`,
              cause: error,
              retryable: false,
            });
          }
          throw error;
        }
      });
      for (const value of TagValuesToAdd) {
        known.add(value);
      }
    }
    return known;
  }

  /** One after the other for each key, so that no value is added twice. */
  async function ensureValues(key: string, values: readonly string[]): Promise<void> {
    const before = ready.get(key);
    const next = (async () => {
      const known = await before?.catch(() => undefined);
      return known && values.every((value) => known.has(value)) ? known : addMissing(key, values);
    })();
    ready.set(key, next);
    await next;
  }

  return {
    async prepare(tags) {
      for (const [key, values] of Object.entries(tags)) {
        await ensureValues(
          key.toLowerCase(),
          values.map((value) => value.toLowerCase()),
        );
      }
    },

    async put(database, table, tags) {
      const folded = Object.entries(tags).map(
        ([key, values]) => [key.toLowerCase(), values.map((value) => value.toLowerCase())] as const,
      );
      for (const [key, values] of folded) {
        await ensureValues(key, values);
      }
      const { Failures = [] } = await patiently(clock, `tagging ${database}.${table}`, () =>
        client.send(
          new AddLFTagsToResourceCommand({
            CatalogId,
            Resource: { Table: { CatalogId, DatabaseName: database, Name: table } },
            LFTags: folded.map(([TagKey, TagValues]) => ({ CatalogId, TagKey, TagValues })),
          }),
        ),
      );
      const [failure] = Failures;
      if (failure) {
        throw new UpstreamError('TAG_REFUSED', `${failure.LFTag?.TagKey}: ${failure.Error?.ErrorMessage}`, {
          userMessage: `Lake Formation refused the LF-tag ${failure.LFTag?.TagKey} on ${table}: ${failure.Error?.ErrorMessage}. The table is published without it.`,
          retryable: false,
        });
      }
    },
  };
}
