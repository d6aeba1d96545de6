import type { Principal } from './authorize/principal.ts';
import type { IamView } from './iam/settling.ts';
import type { State } from './state/state.ts';
import type { AwsError } from './wire/aws-error.ts';

/** What the operator of the stand-in may set while it runs. */
export interface Settings {
  readonly region: string;
  readonly enforceIam: boolean;
  /** `http://127.0.0.1:<port>`, known once the server listens. */
  baseUrl: string;
  /**
   * How long a new principal is unknown to trust policies, bucket policies and Lake Formation, and for how long what IAM had before goes on to
   * decide: trust, policies, members of groups, roles that were deleted.
   */
  iamPropagationMs: number;
  /** How long a new share and its invitation stay out of sight of the account that they are for. */
  ramPropagationMs: number;
  /** Accounts that share an organisation: no RAM invitations between them. */
  organisations: readonly (readonly string[])[];
}

/** One authenticated call, as its handler sees it. */
export interface Call {
  readonly service: string;
  readonly operation: string;
  /** Account of the caller. */
  readonly account: string;
  readonly region: string;
  readonly principal: Principal;
  /** Virtual time. */
  readonly now: Date;
  readonly requestId: string;
  readonly state: State;
  /** What IAM has spread by now: trust and policies that decide. */
  readonly iam: IamView;
  readonly settings: Settings;
  /** An injected failure for the next entry of a batch. */
  entryFault(): AwsError | undefined;
}

/** Method syntax on purpose: each handler names its own request type, which the wire layer has checked. */
export type Handler = { run(input: object, call: Call): unknown }['run'];
export type Handlers = Readonly<Record<string, Handler>>;
