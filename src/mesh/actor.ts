/** Who does something: a person in Slack, or an AWS principal that runs the command line or the library. */
export type Actor =
  | { readonly kind: 'slack'; readonly workspace: string; readonly user: string }
  | { readonly kind: 'aws'; readonly arn: string }
  | { readonly kind: 'app'; readonly part: string };

/** `slack:T0MESH/U0ANA`, an ARN, or `app:expiry`: the form stored in records and ledger rows. */
export function actorText(actor: Actor): string {
  switch (actor.kind) {
    case 'slack':
      return `slack:${actor.workspace}/${actor.user}`;
    case 'aws':
      return actor.arn;
    case 'app':
      return `app:${actor.part}`;
  }
}

/** Reads what {@link actorText} wrote; text of another form is taken for an AWS principal. */
export function parseActor(text: string): Actor {
  const slack = /^slack:([^/]+)\/(.+)$/.exec(text);
  if (slack?.[1] && slack[2]) {
    return { kind: 'slack', workspace: slack[1], user: slack[2] };
  }
  return text.startsWith('app:') ? { kind: 'app', part: text.slice(4) } : { kind: 'aws', arn: text };
}
