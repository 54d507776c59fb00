import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { VariableName } from '#shared/config.ts';
import type { Stage } from './stage.ts';

/** The services we hold credentials for, and the variables that reaching each of them takes. */
const services = {
  supabase: ['SUPABASE_URL', 'SUPABASE_KEY', 'SUPABASE_JWT_SECRET'],
  twilio: ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_AUTH_TOKEN_SECONDARY', 'TWILIO_WHATSAPP_FROM', 'TWILIO_BASE_URL'],
  aeroapi: ['AEROAPI_KEY', 'AEROAPI_ALERTS', 'AEROAPI_BASE_URL'],
  openai: ['OPENAI_API_KEY', 'OPENAI_BASE_URL', 'LLM_MODEL'],
  webhooks: ['AEROAPI_WEBHOOK_TOKEN'],
} as const satisfies Readonly<Record<string, readonly VariableName[]>>;
/** Something we hold credentials for. */
export type Service = keyof typeof services;

/** One secret for each service, so that a function reads only what it needs. They are made empty, and filled by whoever deploys (docs/runbooks/deploy.md). */
export class CredentialsStack extends Stack {
  readonly secrets: Readonly<Record<Service, Secret>>;

  constructor(scope: Construct, id: string, props: StackProps & { readonly stage: Stage; readonly key: IKey }) {
    super(scope, id, props);
    const { stage, key } = props;
    const make = (service: Service): Secret =>
      new Secret(this, `Secret-${service}`, {
        secretName: `bauhaus/${stage.name}/${service}`,
        description: `JSON object of ${services[service].join(', ')}`,
        encryptionKey: key,
        removalPolicy: stage.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
        generateSecretString: {
          secretStringTemplate: JSON.stringify(Object.fromEntries(services[service].map((variable) => [variable, '']))),
          generateStringKey: 'NOT_YET_FILLED',
        },
      });
    this.secrets = {
      supabase: make('supabase'),
      twilio: make('twilio'),
      aeroapi: make('aeroapi'),
      openai: make('openai'),
      webhooks: make('webhooks'),
    };
  }
}
