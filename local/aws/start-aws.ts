import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { VirtualClock } from '../clock.ts';
import type { Settings } from './call.ts';
import { FaultBook } from './faults.ts';
import { SettlingIam } from './iam/settling.ts';
import { Lock } from './lock.ts';
import { seedAccounts } from './seed-accounts.ts';
import { type CallRecord, createRequestListener } from './server.ts';
import { createServices } from './services.ts';
import { State } from './state/state.ts';
import { memoryStore, openStore } from './state/store.ts';

export interface AwsOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** Folder for the state; absent: memory only. */
  readonly dataDir?: string;
  readonly clock: VirtualClock;
  /** Accounts and the access keys of their root users. */
  readonly accounts: readonly {
    readonly id: string;
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
  }[];
  /** `us-east-1` unless told. */
  readonly region?: string;
  /** Runs after a call was applied and before its answer is sent; may throw or wait. */
  readonly onCall?: (call: CallRecord) => unknown;
  /** True unless told. */
  readonly enforceIam?: boolean;
}

export interface Aws {
  /** Endpoint for any AWS client: `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly port: number;
  readonly faults: FaultBook;
  /** What may be changed while it runs, for example the IAM propagation delay. */
  readonly settings: Settings;
  close(): Promise<void>;
}

/** Starts the stand-in on 127.0.0.1. Throws where the port is taken, and `StartError` where the folder cannot be used. */
export async function startAws(options: AwsOptions): Promise<Aws> {
  const state = new State();
  const settings: Settings = {
    region: options.region ?? 'us-east-1',
    enforceIam: options.enforceIam ?? true,
    iamPropagationMs: 0,
    ramPropagationMs: 0,
    organisations: [],
    baseUrl: '',
  };
  const store = options.dataDir === undefined ? memoryStore : await openStore(options.dataDir, state);
  seedAccounts(state, options);
  store.append(state.changes());
  state.commit();
  const faults = new FaultBook();
  const { services, dynamo } = createServices(settings.region);
  await dynamo.load(state);
  const lock = new Lock();
  const listener = createRequestListener({
    services,
    state,
    lock,
    clock: options.clock,
    settings,
    faults,
    settling: new SettlingIam(),
    keep: (changes) => store.append(changes),
    onCall: options.onCall,
  });
  const server = createServer(listener);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(options.port, '127.0.0.1', resolve);
    });
  } catch (error) {
    await store.close();
    throw error;
  }
  const { port } = addressOf(server.address());
  settings.baseUrl = `http://127.0.0.1:${port}`;
  return {
    url: settings.baseUrl,
    port,
    faults,
    settings,
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      // The call that is running ends before the last snapshot.
      await lock.run(() => store.close());
    },
  };
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (typeof address !== 'object' || address === null) {
    throw new Error('the server has no address');
  }
  return address;
}
