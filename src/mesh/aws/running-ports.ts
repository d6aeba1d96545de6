import type { RunningPorts } from '../admin/diagnose-running.ts';
import { meshPlace } from '../names.ts';
import { consumerChain } from './chains/consumer-chain.ts';
import { producerMeshChain } from './chains/grant-chains.ts';
import { readOnlyChain } from './chains/read-chains.ts';
import { createClients } from './clients.ts';
import { clockSkew } from './clock-skew.ts';
import type { MeshDependencies, MeshSettings } from './create-mesh.ts';
import { createLakeSettings } from './lake-settings.ts';
import { createClock } from './patience.ts';
import { createSessions, type Hop } from './sessions.ts';
import { createSubscriptionTable } from './subscription-table.ts';
import { translateAwsError } from './translate-error.ts';

/** What the doctor asks AWS, with the app's own credentials; roles are taken anew and used for nothing. */
export function createRunningPorts(settings: MeshSettings, dependencies: MeshDependencies): RunningPorts {
  const place = meshPlace(settings.meshAccountId, settings.region);
  const {
    credentials,
    rolesOf,
    signal,
    actor = { kind: 'app', part: 'doctor' },
    sessionLevel: level = 'plain',
    now = () => new Date(),
  } = dependencies;
  const clock = createClock(now, signal);
  const aws = {
    region: settings.region,
    ...(settings.endpoint === undefined ? {} : { endpoint: settings.endpoint }),
  };
  const own = createClients(aws, credentials);
  const sessions = createSessions({ ...aws, credentials, actor, level, now });
  const enter = async (doing: string, hops: readonly Hop[]): Promise<void> => {
    try {
      await sessions.through(hops)();
    } catch (error) {
      throw translateAwsError(error, doing);
    }
  };
  return {
    table: createSubscriptionTable(own.dynamodb, settings.subscriptionsTable, clock),
    lake: createLakeSettings(own.lakeFormation, place.meshAccountId, clock),
    enter: async (account, side) => {
      const roles = await rolesOf(account);
      const hops =
        side === 'producer' ? producerMeshChain(place, roles, NO_DATABASE) : consumerChain(place, roles);
      await enter(`taking the roles of account ${account}`, hops);
    },
    enterCatalog: () => enter('taking the role that reads the catalogue', readOnlyChain(place)),
    skew: () => clockSkew(own.sts, clock),
  };
}

/** The chain is narrowed to one database; none has this name. */
const NO_DATABASE = '-';
