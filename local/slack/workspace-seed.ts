/** The Slack that a stand-in begins with: who is there, where they talk, and with which token the app is installed. */
export interface WorkspaceSeed {
  /** `A…` */
  readonly appId: string;
  readonly workspaces: readonly SeedWorkspace[];
}

export interface SeedWorkspace {
  /** `T…` */
  readonly id: string;
  readonly name: string;
  /** First label of the workspace's host; taken from the name when absent. */
  readonly domain?: string;
  readonly enterprise?: { readonly id: string; readonly name: string };
  /** `xoxb-…`: the token of the installation. */
  readonly botToken: string;
  /** `U…`: the app's bot as a member. Need not be listed in `users`. */
  readonly botUserId: string;
  /** `B…` */
  readonly botId: string;
  /** `false`: the app has to be installed through `/oauth/v2/authorize` first. */
  readonly installed?: boolean;
  readonly users: readonly SeedUser[];
  readonly channels: readonly SeedChannel[];
  readonly userGroups: readonly SeedUserGroup[];
}

export interface SeedUser {
  /** `U…` */
  readonly id: string;
  /** The handle, without `@`. */
  readonly name: string;
  readonly realName: string;
  /** CSS colour of the avatar, for example `#7c3aed`. */
  readonly colour: string;
  readonly title?: string;
  readonly email?: string;
  /** IANA name, for example `Europe/Berlin`. */
  readonly tz?: string;
  readonly isGuest?: boolean;
  readonly isBot?: boolean;
  readonly isAdmin?: boolean;
  readonly deleted?: boolean;
}

export interface SeedChannel {
  /** `C…` */
  readonly id: string;
  /** Without `#`. */
  readonly name: string;
  readonly topic?: string;
  /** User ids. The app may post only where its bot user id is among them. */
  readonly members: readonly string[];
  readonly isPrivate?: boolean;
  readonly isArchived?: boolean;
}

export interface SeedUserGroup {
  /** `S…` */
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  readonly members: readonly string[];
  readonly disabled?: boolean;
}
