/** A Slack person who acts, as Slack's ids say. */
export interface Person {
  readonly workspace: string;
  readonly enterprise?: string | undefined;
  /** The person's own workspace, where it is not the one in which they acted. */
  readonly home?: string | undefined;
  readonly user: string;
}

/** What Slack says of people, asked at the moment of a decision. Every failure to ask is an error, and an error is a no. */
export interface People {
  /** Throws `NotAllowedError` for guests, bots, deactivated accounts and people of other organisations. */
  checkInGoodStanding(person: Person): Promise<void>;
  /** How the person is called in the workspace now, at most an hour old; `undefined` where Slack does not say. */
  nameOf(person: Person): Promise<string | undefined>;
  /** Whether the account is there and counts: no guest, bot or deactivated one; at most an hour old. For asking people, not for letting them. */
  isActive(person: Person): Promise<boolean>;
  /** The person's time zone, for example `Europe/Berlin`; at most an hour old, `undefined` where Slack does not say. */
  zoneOf(person: Person): Promise<string | undefined>;
  /** Members of a user group of this workspace, at most a minute old. */
  membersOfGroup(
    workspace: string,
    enterprise: string | undefined,
    group: string,
  ): Promise<readonly string[]>;
  /** Whether the person is in any of the groups, at most a minute old. */
  isInGroup(person: Person, groups: readonly string[]): Promise<boolean>;
}
