import type { Message } from '../../../blocks/message.ts';
import { privateAnswer } from '../../../blocks/private-answer.ts';
import { typed } from '../../../blocks/text.ts';
import type { JobOf } from '../job.ts';
import type { JobDependencies } from '../job-dependencies.ts';
import { myShownTeams } from './my-teams.ts';

/** `/mesh test-channel`: posts one line to the channel of each of the person's teams and says what Slack answered. */
export async function testChannel(dependencies: JobDependencies, job: JobOf<'look'>): Promise<Message> {
  const { memberOf, approverOf } = await myShownTeams(dependencies, job);
  const teams = [...new Set([...memberOf, ...approverOf])];
  if (teams.length === 0) {
    return privateAnswer(
      'You are in no team, so there is no channel to test. A mesh admin can add you to one.',
    );
  }
  const lines = await Promise.all(
    teams.map(async ({ name, channel }) => {
      const text = 'This is a test: notices of the data mesh for this team arrive here.';
      const refused = await dependencies.answers.tryPost(job, channel, { text, blocks: [] });
      return refused
        ? `:warning: *${typed(name, 80)}*: Slack refused to post to <#${channel}> (${refused}). Invite the app there with \`/invite @Mesh\`, or ask a mesh admin to name another channel.`
        : `:white_check_mark: *${typed(name, 80)}*: a line was posted to <#${channel}>.`;
    }),
  );
  return privateAnswer(lines.join('\n'));
}
