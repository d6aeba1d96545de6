/** Lists, as a producer, what waits for a decision; with `--approve` or `--deny` decides one request. */
import * as z from 'zod/mini';
import { subscriptionText } from '../src/cli/outcome.ts';
import { DataMeshProducer } from '../src/mesh/aws/library/data-mesh-producer.ts';
import { runExample } from './run-example.ts';

const Options = z.object({
  approve: z.optional(z.string()),
  deny: z.optional(z.string()),
  notes: z.optional(z.string()),
});

await runExample(Options, async (session, { approve, deny, notes }) => {
  const producer = new DataMeshProducer(session.as('Producer'));
  const decisionNotes = notes === undefined ? {} : { decisionNotes: notes };

  if (approve !== undefined) {
    console.log(
      subscriptionText(await producer.approveAccessRequest({ requestId: approve, ...decisionNotes })),
    );
  }
  if (deny !== undefined) {
    console.log(subscriptionText(await producer.denyAccessRequest({ requestId: deny, ...decisionNotes })));
  }

  const pending = await producer.listPendingAccessRequests();
  console.log(`${pending.length} waiting`);
  for (const request of pending) {
    console.log(subscriptionText(request));
  }
});
