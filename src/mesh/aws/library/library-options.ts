import type { MeshPlace } from '../../names.ts';
import { meshPlace } from '../../names.ts';
import type { Clock } from '../../ports.ts';
import type { AwsPlace } from '../clients.ts';
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '../credentials.ts';
import { createClock } from '../patience.ts';
import type { Plan } from '../plan.ts';

/** Fixed credentials, or one of the SDK's providers. */
export type Credentials = AwsCredentialIdentity | AwsCredentialIdentityProvider;

/** What a long operation tells while it runs. */
export interface Progress {
  /** What is being done, for example `role DataMeshProducer in 222222222222`. */
  readonly step: string;
  /** Tables finished and tables in all, where the work goes by table. */
  readonly done?: number;
  readonly total?: number;
}

/** What every class of the library takes. */
export interface LibraryOptions {
  /** Account of the mesh, 12 digits. */
  readonly dataMeshAccountId: string;
  /** AWS region, for example `eu-central-1`; `us-east-1` unless told, as in the Python library. */
  readonly region?: string;
  /** Only where AWS is not AWS. */
  readonly endpoint?: string;
  /** Subscriptions table; `AwsDataMeshSubscriptions` unless told. */
  readonly subscriptionsTable?: string;
  readonly onProgress?: (progress: Progress) => void;
  /** Dry run: what would change something is noted here and not sent. Outcomes are then what reads alone can tell. */
  readonly plan?: Plan;
  readonly now?: () => Date;
  /** Ends waiting; what was begun can be repeated. */
  readonly signal?: AbortSignal;
}

export interface LibraryContext {
  readonly place: MeshPlace;
  readonly aws: AwsPlace;
  readonly clock: Clock;
  readonly now: () => Date;
  readonly table: string;
  readonly onStep: (step: string) => void;
  readonly onProgress: (progress: Progress) => void;
}

/** Throws `ConfigurationError` (`BAD_MESH_ACCOUNT`), `InvalidRequestError` (`UNKNOWN_REGION`). */
export function libraryContext(options: LibraryOptions): LibraryContext {
  const region = options.region ?? 'us-east-1';
  const now = options.now ?? (() => new Date());
  const onProgress = options.onProgress ?? (() => undefined);
  return {
    place: meshPlace(options.dataMeshAccountId, region),
    aws: {
      region,
      ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
      ...(options.plan === undefined ? {} : { plan: options.plan }),
    },
    // A plan changes nothing, so there is nothing to wait for.
    clock: options.plan ? { now, sleep: async () => undefined } : createClock(now, options.signal),
    now,
    table: options.subscriptionsTable ?? 'AwsDataMeshSubscriptions',
    onStep: (step) => onProgress({ step }),
    onProgress,
  };
}

export function asProvider(credentials: Credentials): AwsCredentialIdentityProvider {
  return typeof credentials === 'function' ? credentials : async () => credentials;
}
