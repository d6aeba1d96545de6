import type { Message } from '../blocks/message.ts';
import type { JobDependencies } from './jobs/job-dependencies.ts';

/**
 * Posts to the channel of the mesh admins, in whichever of the mesh's workspaces it is. Whether it was taken; `false` also where the app's secret
 * names none.
 */
export async function tellAdmins(
  { adminChannel, answers, shownTeams }: Pick<JobDependencies, 'adminChannel' | 'answers' | 'shownTeams'>,
  message: Message,
): Promise<boolean> {
  const channel = await adminChannel();
  if (channel === undefined) {
    return false;
  }
  const places = new Map<string, { readonly workspace: string; readonly enterprise?: string }>();
  for (const { workspace, enterprise } of await shownTeams.all()) {
    places.set(workspace, { workspace, ...(enterprise === undefined ? {} : { enterprise }) });
  }
  for (const place of places.values()) {
    if ((await answers.tryPost(place, channel, message)) === undefined) {
      return true;
    }
  }
  return false;
}
