/** Sets the mesh account up: subscriptions table, roles, data lake settings, the catalog's policy. May be repeated. */
import * as z from 'zod/mini';
import { DataMeshAdmin } from '../src/mesh/aws/library/data-mesh-admin.ts';
import { runExample } from './run-example.ts';

await runExample(z.object({}), async (session) => {
  const admin = new DataMeshAdmin(session.as('Mesh'));

  const { manager, readOnly, subscriptionTracker } = await admin.initializeMeshAccount();

  console.log(`manager   ${manager.roleArn}`);
  console.log(`read-only ${readOnly.roleArn}`);
  console.log(`table     ${subscriptionTracker.table}`);
  console.log(`stream    ${subscriptionTracker.stream}`);
});
