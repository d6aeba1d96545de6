/** Changes, as a producer, what a subscription permits (`--permissions`), or ends it (`--end` with the reason). */
import * as z from 'zod/mini';
import { subscriptionText } from '../src/cli/outcome.ts';
import { DataMeshProducer } from '../src/mesh/aws/library/data-mesh-producer.ts';
import { runExample } from './run-example.ts';

const Options = z.object({
  subscription: z.string(),
  /** All of them, with commas between them; `DESCRIBE` is always among them. */
  permissions: z.optional(z.string()),
  end: z.optional(z.string()),
});

await runExample(Options, async (session, { subscription, permissions, end }) => {
  const producer = new DataMeshProducer(session.as('Producer'));

  if (permissions !== undefined) {
    const changed = await producer.updateSubscriptionPermissions({
      subscriptionId: subscription,
      grantPermissions: permissions,
    });
    console.log(subscriptionText(changed));
  }
  if (end !== undefined) {
    console.log(
      subscriptionText(await producer.deleteSubscription({ subscriptionId: subscription, reason: end })),
    );
  }
});
