import { NormalizedSchema } from '@smithy/core/schema';
import type { StaticErrorSchema, StaticOperationSchema } from '@smithy/types';
import { compileRoute, type Route } from './route.ts';

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

interface SdkClient {
  readonly config: object;
}

/** Reads one SDK client package. `sdk` is the module itself, `client` any instance of its client. */
export function readServiceModel(name: string, sdk: object, client: SdkClient): ServiceModel {
  const { protocolName, settings, signingName } = readProtocol(client.config);
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

function readProtocol(config: object) {
  if (!isResolvedConfig(config)) {
    throw new Error('the SDK client has no protocol settings; the pinned version has changed its layout');
  }
  return {
    protocolName: config.protocol.constructor.name,
    settings: config.protocolSettings,
    signingName: config.defaultSigningName,
  };
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

function readOperation(schema: StaticOperationSchema): OperationModel {
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

function isOperation(value: unknown): value is StaticOperationSchema {
  return Array.isArray(value) && value[0] === 9;
}

function isError(value: unknown): value is StaticErrorSchema {
  return Array.isArray(value) && value[0] === -3;
}
