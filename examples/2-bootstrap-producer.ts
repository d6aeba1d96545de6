/** Makes an account a producer: its own role, its role in the mesh account, and the trust between them. May be repeated. */
import * as z from 'zod/mini';
import { DataMeshMacros } from '../src/mesh/aws/library/data-mesh-macros.ts';
import { runExample } from './run-example.ts';

await runExample(z.object({}), async (session) => {
  const mesh = session.as('Mesh');
  const macros = new DataMeshMacros(mesh);

  const { producer } = await macros.bootstrapAccount({
    accountType: 'producer',
    meshCredentials: mesh.credentials,
    accountCredentials: session.as('ProducerAdmin').credentials,
  });

  console.log(`producer role ${producer?.roleArn}`);
});
