import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Secret, type SecretStringGenerator } from 'aws-cdk-lib/aws-secretsmanager';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { type OperatorSetting, operatorSettings } from '#shared/adapters/aws/operator-settings.ts';
import type { VariableName } from '#shared/config-variables.ts';
import type { Stage } from './stage.ts';

/**
 * Services with credentials, and their variables. A list that changed would be filled anew by
 * CloudFormation, over what operators have put there: later variables, such as CELLS,
 * TWILIO_ACCOUNTS and TWILIO_VOICE_NUMBERS, are added to the values alone
 * (docs/runbooks/credentials.md).
 */
const services = {
  supabase: ['SUPABASE_URL', 'SUPABASE_KEY', 'SUPABASE_JWT_SECRET'],
  twilio: [
    'TWILIO_ACCOUNT_SID',
    'TWILIO_AUTH_TOKEN',
    'TWILIO_AUTH_TOKEN_SECONDARY',
    'TWILIO_WHATSAPP_FROM',
    'TWILIO_BASE_URL',
  ],
  aeroapi: ['AEROAPI_KEY', 'AEROAPI_BASE_URL'],
  openai: ['OPENAI_API_KEY', 'OPENAI_BASE_URL'],
  webhooks: ['AEROAPI_WEBHOOK_TOKEN'],
  links: ['LINK_SECRET'],
  push: ['PUSH_SECRET'],
} as const satisfies Readonly<Record<string, readonly VariableName[]>>;
/** A service with credentials. */
export type Service = keyof typeof services;

/** All variables with empty values, for an operator to fill. */
const emptyValues = (variables: readonly VariableName[]): SecretStringGenerator => ({
  secretStringTemplate: JSON.stringify(
    Object.fromEntries(variables.map((variable) => [variable, ''])),
  ),
  generateStringKey: 'NOT_YET_FILLED',
});
/** A random value. */
const randomValue = (variable: VariableName): SecretStringGenerator => ({
  secretStringTemplate: '{}',
  generateStringKey: variable,
  passwordLength: 64,
  excludePunctuation: true,
});

/**
 * The key that seals personal data, one secret for each service, so that a function reads only
 * what it needs, and the parameters of operator settings. Secrets are created empty and filled by
 * hand (docs/runbooks/deploy.md), but for the random ones of links and push messages; later
 * deployments leave all values alone.
 */
export class CredentialsStack extends Stack {
  /** Wraps the data keys of agencies; whoever loses it loses what was sealed. */
  readonly sealingKey: Key;
  readonly secrets: Readonly<Record<Service, Secret>>;
  readonly parameters: Readonly<Record<OperatorSetting, StringParameter>>;

  constructor(
    scope: Construct,
    id: string,
    props: StackProps & { readonly stage: Stage; readonly key: IKey },
  ) {
    super(scope, id, props);
    const { stage, key } = props;
    this.sealingKey = new Key(this, 'SealingKey', {
      alias: `bauhaus-${stage.name}-sealing`,
      description: `Wraps the data keys of agencies, ${stage.name}`,
      enableKeyRotation: true,
      removalPolicy: stage.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    const secret = (
      service: Service,
      content: SecretStringGenerator = emptyValues(services[service]),
    ): Secret =>
      new Secret(this, `Secret-${service}`, {
        secretName: `bauhaus/${stage.name}/${service}`,
        description: `JSON object of ${services[service].join(', ')}`,
        encryptionKey: key,
        removalPolicy: stage.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
        generateSecretString: content,
      });
    this.secrets = {
      supabase: secret('supabase'),
      twilio: secret('twilio'),
      aeroapi: secret('aeroapi'),
      openai: secret('openai'),
      webhooks: secret('webhooks'),
      links: secret('links', randomValue('LINK_SECRET')),
      push: secret('push', randomValue('PUSH_SECRET')),
    };
    const setting = (name: OperatorSetting): StringParameter =>
      new StringParameter(this, `Parameter-${name}`, {
        parameterName: `/bauhaus/${stage.name}/${name}`,
        description: `JSON object of ${operatorSettings[name].join(', ')}`,
        stringValue: '{}',
      });
    this.parameters = {
      'language-model': setting('language-model'),
      'flight-data': setting('flight-data'),
    };
  }
}
