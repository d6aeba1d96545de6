/** Where in Slack something is. */
export interface SlackPlace {
  readonly workspace: string;
  readonly enterprise?: string | undefined;
}

/** What is wrong, for the end of a sentence: `is a guest, who may do nothing in the mesh`. */
export interface SlackFault {
  /** `unasked`: Slack did not answer, so that nothing is known. */
  readonly kind: 'wrong' | 'unasked';
  readonly says: string;
}

/** Slack, asked for what a team or an installation names. Nothing is posted. Where the app is not installed, `MeshError` is thrown. */
export interface SlackProbe {
  /** The scopes that the workspace's token has. Throws `UpstreamError` (`SLACK_REFUSED`). */
  scopes(place: SlackPlace): Promise<readonly string[]>;
  user(place: SlackPlace, user: string): Promise<SlackFault | undefined>;
  group(place: SlackPlace, group: string): Promise<SlackFault | undefined>;
  /** Whether the app could post there. */
  channel(place: SlackPlace, channel: string): Promise<SlackFault | undefined>;
}
