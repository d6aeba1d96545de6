import type { Logger } from '@aws-lambda-powertools/logger';
import type { DynamoDBRecord } from 'aws-lambda';
import pMap from 'p-map';
import type { AdoptionCopy } from '../handlers/adoption/adoption-copy.ts';
import { isToldAnyway } from '../handlers/changes/is-told.ts';
import { noticesFor } from '../handlers/changes/notices.ts';
import { type Images, observationOf } from '../handlers/changes/observation.ts';
import type { Notice } from '../handlers/changes/outbox.ts';
import { removalNotices } from '../handlers/changes/removal-notices.ts';
import type { JobOf } from '../handlers/jobs/job.ts';
import { NOBODY } from '../handlers/jobs/nobody.ts';
import type { ProductTitles } from '../handlers/product-titles.ts';
import type { TeamDirectory } from '../handlers/team.ts';
import { ConfigurationError, UpstreamError } from '../mesh/errors.ts';
import type { MessageOutbox } from './slack-table/message-outbox.ts';
import { readImage } from './stream-image.ts';

export interface TellingParts {
  readonly log: Pick<Logger, 'info' | 'error'>;
  readonly outbox: Pick<MessageOutbox, 'putAll'>;
  /** Keeps in the ledger what was done outside the app, which this function may not write; the same change is the same job. */
  readonly observe: (seen: readonly JobOf<'observe'>[]) => Promise<void>;
  readonly teams: TeamDirectory;
  readonly titles: ProductTitles;
  readonly adoption: Pick<AdoptionCopy, 'read'>;
}

/** Requests whose changes are told side by side. */
const REQUESTS_AT_ONCE = 10;

/**
 * Tells the changes of different requests side by side, those of one request in their order. Returns the sequence numbers of the records that
 * must come again, lowest first: Lambda delivers everything from there on once more, and what was told already is kept already. Where one
 * change fails, the later ones of its request wait for it, and no others.
 */
export async function tellChanges(
  parts: TellingParts,
  records: readonly DynamoDBRecord[],
): Promise<readonly string[]> {
  const byRequest = new Map<string, DynamoDBRecord[]>();
  for (const record of records) {
    const key = JSON.stringify(record.dynamodb?.Keys ?? null);
    byRequest.set(key, [...(byRequest.get(key) ?? []), record]);
  }
  const failed = await pMap(byRequest.values(), (changes) => tellRequest(parts, changes), {
    concurrency: REQUESTS_AT_ONCE,
  });
  const again = new Set(failed.flatMap((record) => (record ? [record] : [])));
  return records.filter((record) => again.has(record)).map(sequenceOf);
}

interface Read {
  readonly record: DynamoDBRecord;
  readonly images: Images;
}

interface Told {
  readonly notices: readonly Notice[];
  /** What the log says of the change once its notices are kept. */
  readonly fields: Readonly<Record<string, string | number | undefined>>;
}

/**
 * Several changes of a request that come together make one content of each message, the newest: what nobody would have seen is not written.
 * What was seen is kept first, also of what cannot be told yet. Returns the first record that must come again.
 */
async function tellRequest(
  parts: TellingParts,
  records: readonly DynamoDBRecord[],
): Promise<DynamoDBRecord | undefined> {
  const [first] = records;
  let failed: DynamoDBRecord | undefined;
  const told: Told[] = [];
  try {
    const read = records.flatMap((record) => readRecord(parts.log, record) ?? []);
    await parts.observe(read.flatMap((each) => seenOf(each) ?? []));
    for (const each of read) {
      try {
        const change = await changeOf(parts, each);
        told.push(...(change ? [change] : []));
      } catch (error) {
        notYet(parts, error, each.record);
        failed = each.record;
        break;
      }
    }
    await parts.outbox.putAll(newestOf(told));
  } catch (error) {
    notYet(parts, error, first);
    return first;
  }
  for (const { fields } of told) {
    parts.log.info('change announced', fields);
  }
  return failed;
}

/** By order, not by place: records may come again between newer ones. */
function newestOf(told: readonly Told[]): readonly Notice[] {
  const newest = new Map<string, Notice>();
  for (const notice of told.flatMap(({ notices }) => notices)) {
    const known = newest.get(notice.key);
    if (!known || known.order <= notice.order) {
      newest.set(notice.key, notice);
    }
  }
  return [...newest.values()];
}

function notYet({ log }: TellingParts, error: unknown, record: DynamoDBRecord | undefined): void {
  log.error('a change could not be announced yet', {
    error: error instanceof Error ? error : String(error),
    sequence: record && sequenceOf(record),
  });
}

/** `undefined` where there is nothing to tell, or nothing yet of what was here before the app. */
async function changeOf(
  { log, teams, titles, adoption }: TellingParts,
  { record, images }: Read,
): Promise<Told | undefined> {
  const { before, after } = images;
  const subject = after ?? before;
  if (!subject) {
    return undefined;
  }
  if (!isToldAnyway(images) && !(await isConfirmed(adoption))) {
    log.info('a change of what was here before the app was not announced', { subscription_id: subject.id });
    return undefined;
  }
  const [owner, consumer] = await Promise.all([
    teams.byAccount(subject.owner, 'producer'),
    teams.byAccount(subject.subscriber, 'consumer'),
  ]);
  const product = subject.database ? await titles.of(subject.database, subject.tables) : undefined;
  const order = sequenceOf(record).padStart(40, '0');
  const notices = after
    ? noticesFor({ before, after, owner, consumer, product, order })
    : removalNotices({ before: subject, owner, order, byExpiry: removedByExpiry(record) });
  return {
    notices,
    fields: {
      subscription_id: subject.id,
      notices: notices.length,
      status: after?.status ?? 'removed',
      phase: after?.fulfilment?.phase,
    },
  };
}

/** Throws `UpstreamError` (`ADOPTION_UNKNOWN`) until a sweep has said it: what is not told now would never be. */
async function isConfirmed(adoption: TellingParts['adoption']): Promise<boolean> {
  const answer = await adoption.read();
  if (answer === undefined) {
    throw new UpstreamError('ADOPTION_UNKNOWN', 'no sweep has looked yet what was in the mesh before', {
      userMessage: 'The app has just begun, and has not looked at the mesh yet. It goes on by itself.',
      retryable: true,
    });
  }
  return answer;
}

/** What was done outside the app; `undefined` for the app's own doing. */
function seenOf({ record, images }: Read): JobOf<'observe'> | undefined {
  const observation = observationOf(images, removedByExpiry(record));
  const subscriptionId = (images.after ?? images.before)?.id;
  if (!observation || subscriptionId === undefined || subscriptionId.length > LONGEST_ID) {
    return undefined;
  }
  const sequence = sequenceOf(record);
  const now = Math.floor(Date.now() / 1000);
  return {
    kind: 'observe',
    id: `observe-${sequence}`,
    at: now,
    workspace: NOBODY,
    user: NOBODY,
    reply: {},
    subscriptionId,
    sequence,
    seenAt: record.dynamodb?.ApproximateCreationDateTime ?? now,
    observation,
  };
}

/** Of a subscription, as jobs take it; ours and the library's have 22 characters. */
const LONGEST_ID = 64;

/** Both images as subscriptions. A record that cannot be read is logged, for the alarm, and passed over: trying again would not mend it. */
function readRecord(log: TellingParts['log'], record: DynamoDBRecord): Read | undefined {
  const { dynamodb } = record;
  try {
    const images = { before: readImage(dynamodb?.OldImage), after: readImage(dynamodb?.NewImage) };
    return { record, images };
  } catch (error) {
    if (error instanceof ConfigurationError && error.code === 'MALFORMED_RECORD') {
      log.error('a record that cannot be read was passed over', {
        code: error.code,
        reason: error.message,
        sequence: sequenceOf(record),
      });
      return undefined;
    }
    throw error;
  }
}

function sequenceOf({ dynamodb }: DynamoDBRecord): string {
  return dynamodb?.SequenceNumber ?? '';
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-streams.html */
function removedByExpiry({ userIdentity }: DynamoDBRecord): boolean {
  return userIdentity?.type === 'Service' && userIdentity.principalId === 'dynamodb.amazonaws.com';
}
