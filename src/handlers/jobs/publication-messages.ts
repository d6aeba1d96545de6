import type { Message } from '../../blocks/message.ts';
import { type PublishState, publishedNews } from '../../blocks/publish-message.ts';
import { placeOf } from '../subscriber-places.ts';
import type { Team } from '../team.ts';
import type { JobDependencies } from './job-dependencies.ts';
import type { Publication } from './publication.ts';

/** What is said later at the same point of the work replaces what was said there before. */
const STEPS = { going: '0', stopped: '1', end: '2' } as const;

/** One message in the person's DM, whatever part of the publication speaks. */
export async function say(
  { outbox }: JobDependencies,
  publication: Publication,
  when: keyof typeof STEPS,
  message: Message,
): Promise<void> {
  const { id, workspace, enterprise, user, number } = publication;
  const pad = (value: number): string => String(value).padStart(8, '0');
  await outbox.put({
    subscriptionId: `publish-${id}`,
    key: 'progress',
    workspace,
    ...(enterprise === undefined ? {} : { enterprise }),
    channel: user,
    message,
    order: `${pad(number)}-${pad(doneOf(publication))}-${STEPS[when]}`,
  });
}

export async function tellTeam({ outbox }: JobDependencies, team: Team, after: Publication): Promise<void> {
  if (after.published.length === 0) {
    return;
  }
  await outbox.put({
    subscriptionId: `publish-${after.id}`,
    key: 'news',
    ...placeOf(team),
    message: publishedNews(stateOf(after)),
    order: String(after.number).padStart(8, '0'),
  });
}

export function doneOf({ published, failed }: Publication): number {
  return published.length + failed.length;
}

export function stateOf(publication: Publication): PublishState {
  const { id, form, source, user, published, skipped, failed, left } = publication;
  return {
    id,
    source,
    product: form.product,
    by: user,
    isPublic: form.isPublic,
    published,
    skipped,
    failed,
    total: published.length + failed.length + left.length,
  };
}
