import { collection } from '../state/collection.ts';

/** Temporary credentials, as AssumeRole and GetSessionToken give them. */
export interface Session {
  readonly accessKeyId: string;
  readonly secret: string;
  readonly token: string;
  readonly account: string;
  readonly expiresAt: Date;
  /** Name of the role; absent for a session of a user or root. */
  readonly role?: string;
  /** Id of the role when it was assumed: a role made again ends the session. */
  readonly roleId?: string;
  readonly user?: string;
  readonly sessionName: string;
  /** Session policies as JSON texts. */
  readonly policies: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly transitiveTags: readonly string[];
  readonly sourceIdentity?: string;
}

/** Scope: `sessions`, key: access key id. */
export const SESSIONS = collection<Session>('sts.sessions');
export const SESSION_SCOPE = 'sessions';
