import type * as sdk from '@aws-sdk/client-glue';
import { isAllowed } from '../authorize/authorize.ts';
import type { Call, Handlers } from '../call.ts';
import { pageOf } from '../page.ts';
import { collection } from '../state/collection.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Checked } from '../wire/checked.ts';
import { notFound } from './access.ts';
import { GLUE_TAGS } from './entities.ts';
import { invalid } from './names.ts';

interface Crawler {
  readonly name: string;
  readonly input: Checked<sdk.CreateCrawlerRequest>;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly version: number;
  /** When the current run began; a run takes a minute and finds nothing, since there are no objects here. */
  readonly runningSince?: Date;
}

/** Scope: account, key: name. */
export const CRAWLERS = collection<Crawler>('glue.crawlers');

const RUN_MS = 60_000;

function crawlerOf(call: Call, name: string): Crawler {
  const crawler = call.state.in(CRAWLERS, call.account).get(name);
  if (!crawler) {
    throw notFound(`Crawler entry with name ${name} does not exist`);
  }
  return crawler;
}

const isRunning = (crawler: Crawler, call: Call) =>
  crawler.runningSince !== undefined && call.now.getTime() - crawler.runningSince.getTime() < RUN_MS;

function describe(crawler: Crawler, call: Call) {
  const { Tags: _tags, Schedule, CrawlerSecurityConfiguration, ...input } = crawler.input;
  const ran = crawler.runningSince !== undefined && !isRunning(crawler, call);
  return {
    ...input,
    ...(CrawlerSecurityConfiguration === undefined ? {} : { CrawlerSecurityConfiguration }),
    ...(Schedule === undefined ? {} : { Schedule: { ScheduleExpression: Schedule, State: 'SCHEDULED' } }),
    State: isRunning(crawler, call) ? 'RUNNING' : 'READY',
    CreationTime: crawler.createdAt,
    LastUpdated: crawler.updatedAt,
    Version: crawler.version,
    ...(ran ? { LastCrawl: { Status: 'SUCCEEDED', StartTime: crawler.runningSince } } : {}),
  };
}

export const crawlerHandlers: Handlers = {
  CreateCrawler(input: Checked<sdk.CreateCrawlerRequest>, call) {
    const crawlers = call.state.in(CRAWLERS, call.account);
    if (crawlers.has(input.Name)) {
      throw new AwsError('AlreadyExistsException', `Crawler with name ${input.Name} already exists`);
    }
    const role = input.Role.startsWith('arn:')
      ? input.Role
      : `arn:aws:iam::${call.account}:role/${input.Role}`;
    if (call.settings.enforceIam && !isAllowed({ action: 'iam:PassRole', resource: role }, call)) {
      throw new AwsError(
        'AccessDeniedException',
        `User: ${call.principal.arn} is not authorized to perform: iam:PassRole on resource: ${role}`,
      );
    }
    if (input.Schedule !== undefined && !/^cron\(.+\)$/.test(input.Schedule)) {
      throw invalid(`Invalid schedule expression ${input.Schedule}`);
    }
    crawlers.put(input.Name, {
      name: input.Name,
      input,
      createdAt: call.now,
      updatedAt: call.now,
      version: 1,
    });
    if (input.Tags) {
      call.state
        .in(GLUE_TAGS, call.account)
        .put(`arn:aws:glue:${call.region}:${call.account}:crawler/${input.Name}`, input.Tags);
    }
    return {};
  },

  GetCrawler(input: Checked<sdk.GetCrawlerRequest>, call) {
    return { Crawler: describe(crawlerOf(call, input.Name), call) };
  },

  GetCrawlers(input: Checked<sdk.GetCrawlersRequest>, call) {
    const all = call.state.in(CRAWLERS, call.account).values();
    const { page, next } = pageOf(all, {
      token: input.NextToken,
      size: input.MaxResults ?? 100,
      code: 'ValidationException',
    });
    return { Crawlers: page.map((crawler) => describe(crawler, call)), NextToken: next };
  },

  UpdateCrawler(input: Checked<sdk.UpdateCrawlerRequest>, call) {
    const crawler = crawlerOf(call, input.Name);
    if (isRunning(crawler, call)) {
      throw new AwsError('CrawlerRunningException', `Crawler with name ${input.Name} is running`);
    }
    const changed = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
    const next = { ...crawler.input, ...changed };
    call.state
      .in(CRAWLERS, call.account)
      .put(crawler.name, { ...crawler, input: next, updatedAt: call.now, version: crawler.version + 1 });
    return {};
  },

  StartCrawler(input: Checked<sdk.StartCrawlerRequest>, call) {
    const crawler = crawlerOf(call, input.Name);
    if (isRunning(crawler, call)) {
      throw new AwsError('CrawlerRunningException', `Crawler with name ${input.Name} has already started`);
    }
    call.state.in(CRAWLERS, call.account).put(crawler.name, { ...crawler, runningSince: call.now });
    return {};
  },

  DeleteCrawler(input: Checked<sdk.DeleteCrawlerRequest>, call) {
    const crawler = crawlerOf(call, input.Name);
    if (isRunning(crawler, call)) {
      throw new AwsError('CrawlerRunningException', `Crawler with name ${input.Name} is running`);
    }
    call.state.in(CRAWLERS, call.account).delete(crawler.name);
    return {};
  },
};
