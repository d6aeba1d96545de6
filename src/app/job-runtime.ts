import type { Logger } from '@aws-lambda-powertools/logger';
import { fromEnv } from '@aws-sdk/credential-providers';
import type { JobDependencies } from '../handlers/jobs/job-dependencies.ts';
import type { TeamDirectory } from '../handlers/team.ts';
import { withLastGood } from '../handlers/team-copies.ts';
import { readOnce } from '../handlers/team-directory.ts';
import type { Actor } from '../mesh/actor.ts';
import { createMesh, type MeshDependencies } from '../mesh/aws/create-mesh.ts';
import { createDynamoLeases } from '../mesh/aws/dynamo-leases.ts';
import { createClock } from '../mesh/aws/patience.ts';
import { Plan } from '../mesh/aws/plan.ts';
import type { Mesh } from '../mesh/mesh.ts';
import { createAdminSecret } from './admin-secret.ts';
import { createAwsClients } from './aws-clients.ts';
import { type Config, readFailureQueues, required } from './config.ts';
import { createDeliveriesQueue } from './deliveries-queue.ts';
import { createFailureQueues } from './failure-queues.ts';
import { createInstallSecrets } from './install-secrets.ts';
import { createInstallations } from './installations.ts';
import { createJobsQueue } from './jobs-queue.ts';
import { configuredLightAws } from './light-aws.ts';
import { createPrivateAnswers } from './private-answers.ts';
import { createRenewInstallation } from './renew-installation.ts';
import { createSecretReader } from './secret-reader.ts';
import { createSlackAppProbe } from './slack-app-probe.ts';
import { createSlackClients } from './slack-clients.ts';
import { createSlackPeople } from './slack-people.ts';
import { createSlackProbe } from './slack-probe.ts';
import { createSlackSecrets } from './slack-secrets.ts';
import { createAdoptionCopy } from './slack-table/adoption-copy.ts';
import { createCachedProducts } from './slack-table/cached-products.ts';
import { createCatalogueWriter } from './slack-table/catalogue-writer.ts';
import { createInstallOutcomes } from './slack-table/install-outcomes.ts';
import { createMessageOutbox } from './slack-table/message-outbox.ts';
import { createProductSchemas } from './slack-table/product-schemas.ts';
import { createProductTitles } from './slack-table/product-titles.ts';
import { createPublications } from './slack-table/publications.ts';
import { createReferences } from './slack-table/references.ts';
import { createScheduleTicks } from './slack-table/schedule-ticks.ts';
import { createShownPlans } from './slack-table/shown-plans.ts';
import { createSightings } from './slack-table/sightings.ts';
import { createTeamCopies } from './slack-table/team-copies.ts';
import { createTeamSecrets } from './team-secrets.ts';

/** Builds all that jobs touch, once per environment. Each job calls what it gets for a reading of the teams of its own. */
export function createJobDependencies(
  config: Config,
  log: Pick<Logger, 'warn' | 'info'>,
): () => JobDependencies {
  const { documents, secrets, queues } = createAwsClients(config);
  const secretTeams = createTeamSecrets(secrets, config.secretsPrefix);
  const readSecret = createSecretReader(secrets);
  const slackSecrets = createSlackSecrets(readSecret, config.secretsPrefix, Date.now);
  const now = (): number => Math.floor(Date.now() / 1000);
  const installs = createInstallSecrets(secrets, config.secretsPrefix);
  const clock = createClock(() => new Date(), undefined);
  const renew = createRenewInstallation({
    secrets: slackSecrets,
    installs,
    leases: createDynamoLeases(documents, config.slackTable, clock),
    clock,
    slackApiUrl: config.slackApiUrl,
    now,
  });
  const clients = createSlackClients(slackSecrets, config.slackApiUrl, renew);
  const teamCopies = createTeamCopies(documents, config.slackTable);
  const shared: Omit<JobDependencies, 'teams' | 'shownTeams' | 'meshAs' | 'planAs'> = {
    teamCopies,
    admins: createAdminSecret(readSecret, config.secretsPrefix),
    adoptionCopy: createAdoptionCopy(documents, config.slackTable),
    installations: createInstallations({
      secrets: slackSecrets,
      installs,
      slackApiUrl: config.slackApiUrl,
      now,
      renew,
    }),
    outcomes: createInstallOutcomes(documents, config.slackTable, now),
    now,
    adminChannel: async () => (await slackSecrets.app()).adminChannel,
    report: (message, fields) => log.info(message, fields),
    people: createSlackPeople(clients, Date.now),
    slack: createSlackProbe(clients),
    slackApp: createSlackAppProbe(slackSecrets),
    ticks: createScheduleTicks(documents, config.slackTable),
    sightings: createSightings(documents, config.slackTable, now),
    failureQueues: createFailureQueues(queues, config.secretsPrefix, readFailureQueues()),
    references: createReferences(documents, config.slackTable, now),
    plans: createShownPlans(documents, config.slackTable, now),
    answers: createPrivateAnswers(clients, (message, code) => log.warn(message, { code })),
    titles: createProductTitles(documents, config.slackTable),
    products: createCachedProducts(documents, config.slackTable),
    catalogue: createCatalogueWriter(documents, config.slackTable),
    schemas: createProductSchemas(documents, config.slackTable),
    publications: createPublications(documents, config.slackTable, now),
    jobs: createJobsQueue(configuredLightAws(config), required(config.jobsQueueUrl, 'JOBS_QUEUE_URL')),
    outbox: createMessageOutbox(
      documents,
      config.slackTable,
      createDeliveriesQueue(queues, required(config.deliveriesQueueUrl, 'DELIVERIES_QUEUE_URL')),
    ),
  };
  return () => {
    const teams = readOnce(secretTeams);
    const shownTeams = withLastGood(teams, teamCopies);
    const meshAs = (actor: Actor, plan?: Plan): Mesh => {
      // Ends must not wait for a secret that somebody broke, nor must lists; whoever decides is looked up in the secrets themselves.
      const isUndeciding = actor.kind === 'app' && UNDECIDING.includes(actor.part);
      return createMesh(
        {
          meshAccountId: config.meshAccountId,
          region: config.region,
          subscriptionsTable: config.subscriptionsTable,
          ledgerTable: config.ledgerTable,
          slackTable: config.slackTable,
          ...(config.endpoint ? { endpoint: config.endpoint } : {}),
        },
        {
          actor,
          credentials: fromEnv(),
          sessionLevel: config.sessionLevel,
          rolesOf: rolesFrom(isUndeciding ? shownTeams : teams),
          ...(plan ? { plan } : {}),
        },
      );
    };
    const planAs = (actor: Actor) => {
      const plan = new Plan();
      return { mesh: meshAs(actor, plan), calls: plan.calls };
    };
    return { ...shared, teams, shownTeams, meshAs: (actor) => meshAs(actor), planAs };
  };
}

/** Parts of the app that give nobody anything: they list, compare, or end. */
const UNDECIDING: readonly string[] = ['catalogue', 'drift', 'expiry', 'sweep'];

/** How the accounts are entered, as their teams say. */
function rolesFrom(teams: TeamDirectory): MeshDependencies['rolesOf'] {
  return async (account) => {
    const [[producer], [consumer]] = await Promise.all([
      teams.ofAccount(account, 'producer'),
      teams.ofAccount(account, 'consumer'),
    ]);
    const externalId = producer?.externalId ?? consumer?.externalId;
    return {
      account,
      ...(producer?.roles.producer ? { producerRoleArn: producer.roles.producer } : {}),
      ...(consumer?.roles.consumer ? { consumerRoleArn: consumer.roles.consumer } : {}),
      ...(externalId ? { externalId } : {}),
    };
  };
}
