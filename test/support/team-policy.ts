import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { clientsFor } from '../../local/seed/clients.ts';
import { TEAMS } from '../../local/seed/teams.ts';
import type { Laptop } from '../../local/start.ts';
import type { Policy } from '../../src/handlers/policy/policy.ts';
import type { Team } from '../../src/handlers/team.ts';

/** Gives a team of the laptop another policy, as a mesh admin does; `undefined` takes it away. */
export async function givePolicy(laptop: Laptop, key: string, policy: object | undefined): Promise<void> {
  await changeTeam(laptop, key, { policy: policy as Policy });
}

/** Writes a team's secret as the seed made it, with these changes. */
async function changeTeam(laptop: Laptop, key: string, changes: Partial<Team>): Promise<void> {
  const { secrets } = clientsFor(laptop.awsUrl, laptop.seeded.admins.mesh);
  const team = TEAMS.find((each) => each.key === key);
  await secrets.send(
    new PutSecretValueCommand({
      SecretId: `data-mesh/teams/${key}`,
      SecretString: JSON.stringify({ ...team, ...changes }),
    }),
  );
}
