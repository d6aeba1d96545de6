import { createRequire } from 'node:module';
import { NormalizedSchema } from '@smithy/core/schema';
import { compileRoute, type Route } from './route.ts';

type SchemaRef = Parameters<typeof NormalizedSchema.of>[0];
/** The layout of an operation: kind, namespace, name, traits, input, output. A unit test holds the pinned SDK to it. */
type OperationSchema = readonly [
  kind: 9,
  namespace: string,
  name: string,
  traits: unknown,
  input: SchemaRef,
  output: SchemaRef,
];
type ErrorSchema = SchemaRef & readonly [kind: -3, namespace: string, name: string, ...rest: unknown[]];

export type ProtocolKind = 'json' | 'restJson' | 'query' | 'restXml';

export interface OperationModel {
  readonly name: string;
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
  readonly http?: { readonly method: string; readonly uri: string; readonly status: number };
}

/** What the server needs to know of a service, read from the schemas that its SDK client exports. */
export interface ServiceModel {
  /** Our name for it, also the name in `--coverage`: `dynamodbstreams` differs from its signing name. */
  readonly name: string;
  readonly signingName: string;
  readonly kind: ProtocolKind;
  /** `1.0` or `1.1`, for awsJson content types. */
  readonly jsonVersion: string;
  /** First part of `X-Amz-Target`. */
  readonly target: string;
  readonly xmlNamespace: string | undefined;
  /** SQS: errors carry the code of the former query protocol in a header as well. */
  readonly queryCompatible: boolean;
  readonly operations: ReadonlyMap<string, OperationModel>;
  readonly errors: ReadonlyMap<string, NormalizedSchema>;
  readonly routes: readonly Route[];
  readonly codec: CodecSettings;
}

export interface CodecSettings {
  readonly timestampFormat: { readonly useTrait: boolean; readonly default: 5 | 7 };
  readonly jsonName: boolean;
  readonly httpBindings: boolean;
  readonly xmlNamespace: string;
  readonly serviceNamespace: string;
}

/** An SDK client package and the name of its client class. */
export interface SdkPackage {
  readonly package: `@aws-sdk/client-${string}`;
  readonly client: `${string}Client`;
}

// Through require: as ES modules the ten packages take a second longer to load.
const load = createRequire(import.meta.url);

/** Reads the schemas of an SDK client package into the model of the service that we call `name`. */
export function readServiceModel(name: string, source: SdkPackage): ServiceModel {
  const sdk: Readonly<Record<string, unknown>> = load(source.package);
  const { protocolName, settings, signingName } = readProtocol(sdk[source.client]);
  const kind = protocolKind(protocolName);
  const operations = new Map<string, OperationModel>();
  const errors = new Map<string, NormalizedSchema>();
  const routes: Route[] = [];
  for (const value of Object.values(sdk)) {
    if (isOperation(value)) {
      const operation = readOperation(value);
      operations.set(operation.name, operation);
      if (operation.http) {
        routes.push(compileRoute(operation, operation.http));
      }
    } else if (isError(value)) {
      errors.set(value[2], NormalizedSchema.of(value));
    }
  }
  if (operations.size === 0) {
    throw new Error(
      `the SDK client of ${name} exports no schemas; the pinned version has changed its layout`,
    );
  }
  routes.sort((a, b) => b.score - a.score);
  return {
    name,
    signingName,
    kind,
    jsonVersion: protocolName.includes('1_0') ? '1.0' : '1.1',
    target: settings.serviceTarget ?? '',
    xmlNamespace: settings.xmlNamespace,
    queryCompatible: settings.awsQueryCompatible === true,
    operations,
    errors,
    routes,
    codec: {
      timestampFormat: { useTrait: true, default: kind === 'json' || kind === 'restJson' ? 7 : 5 },
      jsonName: kind === 'restJson',
      httpBindings: kind === 'restJson' || kind === 'restXml',
      xmlNamespace: settings.xmlNamespace ?? '',
      serviceNamespace: settings.defaultNamespace ?? '',
    },
  };
}

interface ProtocolSettings {
  readonly serviceTarget?: string;
  readonly xmlNamespace?: string;
  readonly defaultNamespace?: string;
  readonly awsQueryCompatible?: boolean;
}

interface ResolvedConfig {
  readonly protocol: object;
  readonly protocolSettings: ProtocolSettings;
  readonly defaultSigningName: string;
}

function readProtocol(Client: unknown) {
  if (!isClientClass(Client)) {
    throw new Error('the SDK package has no such client; the pinned version has changed its layout');
  }
  const { config } = new Client({
    region: 'us-east-1',
    credentials: { accessKeyId: '-', secretAccessKey: '-' },
  });
  if (!isResolvedConfig(config)) {
    throw new Error('the SDK client has no protocol settings; the pinned version has changed its layout');
  }
  return {
    protocolName: config.protocol.constructor.name,
    settings: config.protocolSettings,
    signingName: config.defaultSigningName,
  };
}

function isClientClass(value: unknown): value is new (settings: object) => { readonly config: object } {
  return typeof value === 'function';
}

function isResolvedConfig(config: object): config is ResolvedConfig {
  return 'protocol' in config && 'protocolSettings' in config && 'defaultSigningName' in config;
}

function protocolKind(protocolName: string): ProtocolKind {
  if (/RestJson/.test(protocolName)) {
    return 'restJson';
  }
  if (/Json/.test(protocolName)) {
    return 'json';
  }
  return /Query/.test(protocolName) ? 'query' : 'restXml';
}

function readOperation(schema: OperationSchema): OperationModel {
  const traits: unknown = schema[3];
  const base = {
    name: schema[2],
    input: NormalizedSchema.of(schema[4]),
    output: NormalizedSchema.of(schema[5]),
  };
  if (typeof traits === 'object' && traits !== null && 'http' in traits && Array.isArray(traits.http)) {
    const [method, uri, status] = traits.http;
    return { ...base, http: { method: String(method), uri: String(uri), status: Number(status) } };
  }
  return base;
}

function isOperation(value: unknown): value is OperationSchema {
  return Array.isArray(value) && value[0] === 9;
}

function isError(value: unknown): value is ErrorSchema {
  return Array.isArray(value) && value[0] === -3;
}
