import { unconfirmedMessage } from '../../blocks/adoption.ts';
import { appHome, HOME_ROWS, type HomeSection } from '../../blocks/app-home.ts';
import { restoredNotice } from '../../blocks/restored.ts';
import type { RowAction } from '../../blocks/subscription-row.ts';
import { MeshError, NotAllowedError } from '../../mesh/errors.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import { isMeshAdmin } from '../admins.ts';
import { standingIn } from '../delegation/standing-in.ts';
import { actingPerson } from './acting-person.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { collect } from './look/collect.ts';
import { myShownTeams, producers } from './look/my-teams.ts';
import { rowAction } from './look/row-action.ts';
import { toRow } from './to-row.ts';

/** Publishes the person's dashboard: what waits for them, what they asked for, what their teams have, and who uses what they own. */
export async function home(dependencies: JobDependencies, job: JobOf<'home'>): Promise<void> {
  const { answers, meshAs } = dependencies;
  const refused = await refusal(dependencies, job);
  if (refused !== undefined) {
    await answers.publishHome(job, appHome({ teams: [], sections: [], mayPublish: false, refused }));
    return;
  }
  const mesh = meshAs(actingPerson(job));
  const { all, memberOf, approverOf } = await myShownTeams(dependencies, job);
  const person = `slack:${job.workspace}/${job.user}`;
  const consumed = await collect(
    mesh,
    memberOf
      .filter(({ sides }) => sides.includes('consumer'))
      .map(({ account }) => ({ subscriber: account, statuses: ['Pending', 'Active'] })),
  );
  const owned = await collect(
    mesh,
    approverOf
      .filter(({ sides }) => sides.includes('producer'))
      .map(({ account }) => ({ owner: account, statuses: ['Pending', 'Active'] })),
  );
  const standIns = await standingIn({ ...dependencies, teams: dependencies.shownTeams, mesh }, job);
  const handedOn = await collect(
    mesh,
    standIns.map(({ team, delegation: { database } }) => ({
      owner: team.account,
      statuses: ['Pending'],
      ...(database ? { database } : {}),
    })),
  );
  const waiting = new Map(
    [...owned, ...handedOn]
      .filter(({ status, fulfilment }) => status === 'Pending' && fulfilment === undefined)
      .map((each) => [each.id, each] as const),
  );
  const make = async (
    key: HomeSection['key'],
    found: readonly Subscription[],
    action: (subscription: Subscription) => RowAction | undefined,
  ): Promise<HomeSection> => {
    const asked = job.page?.section === key ? job.page.from : 0;
    const from = asked < found.length ? asked : 0;
    const shown = found.slice(from, from + HOME_ROWS);
    const rows = await Promise.all(shown.map((each) => toRow(dependencies, each, { teams: all, action })));
    return { key, from, total: found.length, rows };
  };
  const own = (subscription: Subscription) => rowAction(subscription, person);
  const sections = [
    ...(approverOf.length + standIns.length > 0
      ? [await make('decide', [...waiting.values()], () => 'review')]
      : []),
    await make(
      'requests',
      consumed.filter(({ status, requestedBy }) => status === 'Pending' && requestedBy === person),
      own,
    ),
    await make(
      'access',
      consumed.filter(({ status }) => status === 'Active'),
      own,
    ),
    ...(approverOf.length > 0
      ? [
          await make(
            'products',
            owned.filter(({ status }) => status === 'Active'),
            () => 'revoke',
          ),
        ]
      : []),
  ];
  const publishers = producers([
    ...approverOf,
    ...memberOf.filter(({ policy }) => policy?.publishers === 'members'),
  ]);
  const names = new Set([...memberOf, ...approverOf].map(({ name }) => name));
  const notice = await adminNotice(dependencies, job);
  await answers.publishHome(
    job,
    appHome({
      teams: [...names],
      sections,
      mayPublish: publishers.length > 0,
      ...(notice === undefined ? {} : { notice }),
    }),
  );
}

/** What a guest or somebody of another organisation is told; `undefined` for those who may use the mesh. */
async function refusal({ people }: JobDependencies, job: JobOf<'home'>): Promise<string | undefined> {
  try {
    await people.checkInGoodStanding(job);
    return undefined;
  } catch (error) {
    if (error instanceof NotAllowedError) {
      return error.userMessage;
    }
    throw error;
  }
}

/** What waits for a mesh admin; the dashboard is there without it too, where it cannot be had. */
async function adminNotice(dependencies: JobDependencies, job: JobOf<'home'>): Promise<string | undefined> {
  try {
    const isAdmin = await isMeshAdmin(dependencies, job);
    const mesh = dependencies.meshAs(actingPerson(job));
    if (isAdmin && (await mesh.restoration()).isStanding) {
      return restoredNotice().text;
    }
    return isAdmin && !(await mesh.adoption()).isConfirmed ? unconfirmedMessage().text : undefined;
  } catch (error) {
    if (!(error instanceof MeshError)) {
      throw error;
    }
    dependencies.report('the dashboard of an admin lacks its notice', { code: error.code });
    return undefined;
  }
}
