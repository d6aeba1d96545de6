/** What `GET /_sim/state` answers, as far as the page reads it. */
export type Json = Readonly<Record<string, unknown>>;

export interface User {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  readonly colour: string;
  readonly title: string;
  readonly teamId: string;
  readonly isBot: boolean;
  readonly isGuest: boolean;
  readonly deleted: boolean;
}

export interface Message {
  readonly ts: string;
  readonly user: string;
  readonly text: string;
  readonly blocks?: readonly Json[];
  readonly files?: readonly { readonly id: string; readonly name: string }[];
  readonly threadTs?: string;
  readonly broadcast?: boolean;
  readonly edited?: { readonly ts: string };
  readonly reactions?: readonly { readonly name: string; readonly users: readonly string[] }[];
}

export interface Ephemeral extends Message {
  readonly channel: string;
  readonly from: 'app' | 'slack';
}

export interface Channel {
  readonly id: string;
  readonly teamId: string;
  readonly name: string;
  readonly topic?: string;
  readonly isIm: boolean;
  readonly isPrivate: boolean;
  readonly isArchived: boolean;
  readonly members: readonly string[];
  readonly messages: readonly Message[];
}

export interface View {
  readonly id: string;
  readonly hash: string;
  readonly type: string;
  readonly title: { readonly text: string } | null;
  readonly submit: { readonly text: string } | null;
  readonly close: { readonly text: string } | null;
  readonly blocks: readonly Json[];
  readonly state: { readonly values: Readonly<Record<string, Readonly<Record<string, Json>>>> };
}

export interface Problem {
  readonly pointer: string;
  readonly message: string;
}

export interface Inspected {
  readonly id: number;
  readonly to: 'app' | 'slack';
  readonly kind: string;
  readonly at: number;
  readonly user?: string;
  readonly status: number;
  readonly ackMs: number;
  readonly error?: string;
  readonly note?: string;
  readonly problems?: readonly Problem[];
}

/** What was sent and answered, asked for when somebody looks. */
export interface Bodies {
  readonly request?: unknown;
  readonly response?: unknown;
}

export interface Workspace {
  readonly id: string;
  readonly name: string;
  readonly botUserId: string;
  readonly installed: boolean;
}

export interface Shortcut {
  readonly name: string;
  readonly type: 'global' | 'message';
  readonly callback_id: string;
  readonly description: string;
}

export interface SlackState {
  readonly app: {
    readonly id: string;
    readonly name: string;
    readonly description: string;
    readonly colour: string;
    readonly homeEnabled: boolean;
    readonly messagesReadOnly: boolean;
    readonly commands: readonly {
      readonly command: string;
      readonly description: string;
      readonly usage: string;
    }[];
    readonly shortcuts: readonly Shortcut[];
  };
  readonly workspaces: readonly Workspace[];
  readonly users: readonly User[];
  readonly groups: readonly { readonly id: string; readonly handle: string }[];
  readonly channels: readonly Channel[];
  readonly views: Readonly<Record<string, readonly View[]>>;
  readonly homes: Readonly<Record<string, View>>;
  readonly ephemerals: readonly Ephemeral[];
  readonly requests: readonly Inspected[];
  readonly calls: readonly Inspected[];
  readonly rates: readonly { readonly key: string; readonly left: number; readonly of: number }[];
  readonly clock: { readonly now: number; readonly offset: number };
}

/** What a gesture came to. */
export interface Outcome {
  readonly ok?: boolean;
  readonly error?: string;
  readonly banner?: string;
  readonly errors?: Readonly<Record<string, string>>;
  readonly options?: readonly Json[];
  readonly optionGroups?: readonly Json[];
}

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function records(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isJson) : [];
}

export function str(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The text of a text object. */
export function textOf(value: unknown): string {
  return isJson(value) ? str(value['text']) : '';
}
