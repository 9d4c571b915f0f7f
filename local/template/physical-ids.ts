/** What `Ref` and `Fn::GetAtt` give for a resource. */
export interface PhysicalId {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface Surroundings {
  readonly stackName: string;
  readonly region: string;
  readonly accountId: string;
  /** What CloudFormation adds to the names it makes, so that two stacks never share one. */
  readonly nameSuffix: string;
  readonly apiUrl: string;
}

/** A name as CloudFormation makes it for a resource that is given none. */
function madeName({ stackName, nameSuffix }: Surroundings, logicalId: string): string {
  return `${stackName}-${logicalId}-${nameSuffix}`;
}

function lettersAndDigits(text: string): string {
  return text.replace(/[^A-Za-z0-9]/g, "");
}

/**
 * The ids of a resource, with the shapes AWS gives them; undefined for a type nobody refers to yet.
 * @param property a property of the resource, resolved
 */
export function physicalId(
  type: string,
  logicalId: string,
  property: (name: string) => unknown,
  surroundings: Surroundings,
): PhysicalId | undefined {
  const { region, accountId, apiUrl, nameSuffix } = surroundings;
  const nameProperty = nameProperties[type];
  const name = nameProperty && property(nameProperty);
  const ownName = typeof name === "string" ? name : madeName(surroundings, logicalId);
  const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${accountId}:${resource}`;
  const named = (service: string, resource: string, attributes: Record<string, string> = {}) => ({
    ref: ownName,
    attributes: { Arn: arn(service, resource), ...attributes },
  });
  switch (type) {
    case "AWS::DynamoDB::GlobalTable":
      return named("dynamodb", `table/${ownName}`);
    case "AWS::Lambda::Function":
      return named("lambda", `function:${ownName}`);
    // Nothing is kept of what ran here before: the version that is published is the first.
    case "AWS::Lambda::Version":
      return {
        ref: arn("lambda", `function:${property("FunctionName")}:${firstVersion}`),
        attributes: { Version: firstVersion },
      };
    case "AWS::Lambda::Alias":
      return { ref: arn("lambda", `function:${property("FunctionName")}:${property("Name")}`), attributes: {} };
    case "AWS::Events::EventBus":
      return named("events", `event-bus/${ownName}`, { Name: ownName });
    case "AWS::Logs::LogGroup":
      return named("logs", `log-group:${ownName}:*`);
    case "AWS::SQS::Queue":
      return {
        ref: `https://sqs.${region}.amazonaws.com/${accountId}/${ownName}`,
        attributes: { Arn: arn("sqs", ownName), QueueName: ownName },
      };
    case "AWS::SecretsManager::Secret":
      return {
        ref: arn("secretsmanager", `secret:${ownName}`),
        attributes: { Id: arn("secretsmanager", `secret:${ownName}`) },
      };
    case "AWS::SNS::Topic":
      return { ref: arn("sns", ownName), attributes: { TopicArn: arn("sns", ownName), TopicName: ownName } };
    case "AWS::S3::Bucket": {
      // Bucket names are in lower case.
      const bucketName = ownName.toLowerCase();
      return { ref: bucketName, attributes: { Arn: `arn:aws:s3:::${bucketName}` } };
    }
    case "AWS::IAM::Role":
      return { ref: ownName, attributes: { Arn: `arn:aws:iam::${accountId}:role/${ownName}` } };
    case "AWS::KMS::Key":
      return { ref: logicalId, attributes: { Arn: arn("kms", `key/${logicalId}`), KeyId: logicalId } };
    case "AWS::ApiGatewayV2::Api":
      return { ref: lettersAndDigits(logicalId).toLowerCase(), attributes: { ApiEndpoint: apiUrl } };
    case "AWS::ApiGatewayV2::Integration":
    case "AWS::ApiGatewayV2::Authorizer":
      return { ref: logicalId, attributes: {} };
    case "AWS::Cognito::UserPool": {
      const poolId = `${region}_${lettersAndDigits(logicalId + nameSuffix)}`;
      const provider = `cognito-idp.${region}.amazonaws.com/${poolId}`;
      return {
        ref: poolId,
        attributes: {
          Arn: arn("cognito-idp", `userpool/${poolId}`),
          ProviderName: provider,
          ProviderURL: `https://${provider}`,
        },
      };
    }
    case "AWS::Cognito::UserPoolClient": {
      const clientId = lettersAndDigits(logicalId + nameSuffix).toLowerCase();
      return { ref: clientId, attributes: { ClientId: clientId } };
    }
    default:
      return undefined;
  }
}

const firstVersion = "1";

/** The property that gives a resource of this type its name. */
const nameProperties: Readonly<Record<string, string>> = {
  "AWS::DynamoDB::GlobalTable": "TableName",
  "AWS::Lambda::Function": "FunctionName",
  "AWS::Events::EventBus": "Name",
  "AWS::Logs::LogGroup": "LogGroupName",
  "AWS::SQS::Queue": "QueueName",
  "AWS::IAM::Role": "RoleName",
  "AWS::SecretsManager::Secret": "Name",
  "AWS::SNS::Topic": "TopicName",
  "AWS::S3::Bucket": "BucketName",
};
