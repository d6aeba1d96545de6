"""Drives the stand-in with boto3 through a mesh of three accounts, and holds each answer to botocore's models.

Usage: boto3_flow.py ENDPOINT, with root keys as AKIAROOT<account> / secret-of-<account>. Prints one line for each fault and ends with
"<steps> steps, <calls> answers, <faults> faults".
"""

import datetime
import json
import re
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

ENDPOINT = sys.argv[1]
MESH, PRODUCER, CONSUMER = "111111111111", "222222222222", "333333333333"
TYPES = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "long": int,
    "float": (int, float),
    "double": (int, float),
    "timestamp": datetime.datetime,
}
faults = []
answers = 0
steps = 0


def check(shape, value, where):
    """What is wrong with an answer according to its shape: required members, types, enumerations, lengths and patterns."""
    if value is None:
        return
    kind = shape.type_name
    meta = shape.metadata
    if kind == "structure":
        for name in shape.required_members:
            if name not in value:
                faults.append(f"{where}.{name} is missing")
        for name, member in shape.members.items():
            if name in value:
                check(member, value[name], f"{where}.{name}")
    elif kind == "list":
        bounds(len(value), meta, where)
        for index, item in enumerate(value):
            check(shape.member, item, f"{where}[{index}]")
    elif kind == "map":
        for key, item in value.items():
            check(shape.value, item, f"{where}.{key}")
    elif shape.name == "policyDocumentType" and isinstance(value, dict):
        return  # boto3 parses policies for its caller
    elif kind in TYPES and not isinstance(value, TYPES[kind]):
        faults.append(f"{where} is {type(value).__name__} instead of {kind}")
    elif kind == "string":
        bounds(len(value), meta, where)
        # Newer clients know more values; those of old models are still the only ones for old members.
        if getattr(shape, "enum", None) and value not in shape.enum:
            faults.append(f"{where} is {value!r}, which is not one of {shape.enum}")


def bounds(length, meta, where):
    if "min" in meta and length < meta["min"]:
        faults.append(f"{where} has {length} members or characters instead of at least {meta['min']}")
    if "max" in meta and length > meta["max"]:
        faults.append(f"{where} has {length} members or characters instead of at most {meta['max']}")


def after_call(http_response, parsed, model, **_):
    global answers
    answers += 1
    if http_response.status_code < 300 and model.output_shape is not None:
        check(model.output_shape, {k: v for k, v in parsed.items() if k != "ResponseMetadata"}, model.name)
    elif http_response.status_code >= 500:
        faults.append(f"{model.name} answered {http_response.status_code}: {parsed.get('Error')}")


class Account:
    def __init__(self, keys):
        self.session = boto3.Session(
            aws_access_key_id=keys["AccessKeyId"],
            aws_secret_access_key=keys["SecretAccessKey"],
            aws_session_token=keys.get("SessionToken"),
            region_name="us-east-1",
        )

    def client(self, service):
        client = self.session.client(
            service, endpoint_url=ENDPOINT, config=Config(retries={"max_attempts": 0}, s3={"addressing_style": "path"})
        )
        client.meta.events.register("after-call", after_call)
        return client


def root(account):
    return Account({"AccessKeyId": f"AKIAROOT{account}", "SecretAccessKey": f"secret-of-{account}"})


def expect(step, actual, wanted):
    global steps
    steps += 1
    if actual != wanted:
        faults.append(f"{step}: {actual!r} instead of {wanted!r}")


def refused(step, code, call, **parameters):
    try:
        call(**parameters)
    except ClientError as error:
        expect(step, error.response["Error"]["Code"], code)
    else:
        expect(step, "no refusal", code)


def policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


ALL = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def admin(account, name):
    iam = root(account).client("iam")
    arn = iam.create_user(UserName=name)["User"]["Arn"]
    iam.get_waiter("user_exists").wait(UserName=name)
    iam.put_user_policy(UserName=name, PolicyName="all", PolicyDocument=policy(ALL))
    keys = iam.create_access_key(UserName=name)["AccessKey"]
    root(account).client("lakeformation").put_data_lake_settings(
        DataLakeSettings={
            "DataLakeAdmins": [{"DataLakePrincipalIdentifier": arn}],
            "CreateDatabaseDefaultPermissions": [],
            "CreateTableDefaultPermissions": [],
            "Parameters": {"CROSS_ACCOUNT_VERSION": "4"},
        }
    )
    return Account(keys), arn


def main():
    mesh, mesh_arn = admin(MESH, "boto-mesh")
    producer, producer_arn = admin(PRODUCER, "boto-producer")
    consumer, _ = admin(CONSUMER, "boto-consumer")

    iam = mesh.client("iam")
    trust = policy({"Effect": "Allow", "Principal": {"AWS": producer_arn}, "Action": "sts:AssumeRole"})
    role = iam.create_role(RoleName="BotoProducer", Path="/AwsDataMesh/", AssumeRolePolicyDocument=trust)["Role"]
    iam.get_waiter("role_exists").wait(RoleName="BotoProducer")
    expect("trust policy comes back as a document", iam.get_role(RoleName="BotoProducer")["Role"]["AssumeRolePolicyDocument"], json.loads(trust))
    arn = iam.create_policy(PolicyName="BotoAccess", PolicyDocument=policy(ALL))["Policy"]["Arn"]
    iam.get_waiter("policy_exists").wait(PolicyArn=arn)
    iam.attach_role_policy(RoleName="BotoProducer", PolicyArn=arn)
    attached = iam.get_paginator("list_attached_role_policies").paginate(RoleName="BotoProducer").build_full_result()
    expect("attached policies", [p["PolicyName"] for p in attached["AttachedPolicies"]], ["BotoAccess"])
    refused("a role that does not trust the caller", "AccessDenied", consumer.client("sts").assume_role, RoleArn=role["Arn"], RoleSessionName="boto")
    session = producer.client("sts").assume_role(RoleArn=role["Arn"], RoleSessionName="boto")
    acting = Account(session["Credentials"])
    expect("who acts", acting.client("sts").get_caller_identity()["Account"], MESH)

    lake = mesh.client("lakeformation")
    lake.grant_permissions(Principal={"DataLakePrincipalIdentifier": role["Arn"]}, Resource={"Catalog": {}}, Permissions=["CREATE_DATABASE"])
    glue = acting.client("glue")
    refused("a database that is not there", "EntityNotFoundException", glue.get_database, Name="boto_sales")
    glue.create_database(DatabaseInput={"Name": "boto_sales"})
    for number in range(3):
        glue.create_table(
            DatabaseName="boto_sales",
            TableInput={
                "Name": f"orders_{number}",
                "StorageDescriptor": {"Columns": [{"Name": "id", "Type": "string"}], "Location": "s3://boto-bucket/orders"},
                "PartitionKeys": [{"Name": "day", "Type": "string"}],
            },
        )
    glue.batch_create_partition(DatabaseName="boto_sales", TableName="orders_0", PartitionInputList=[{"Values": [f"d{n}"]} for n in range(5)])
    parts = glue.get_paginator("get_partitions").paginate(DatabaseName="boto_sales", TableName="orders_0", PaginationConfig={"PageSize": 2})
    expect("partitions over pages", [p["Values"] for page in parts for p in page["Partitions"]], [[f"d{n}"] for n in range(5)])
    tables = glue.get_paginator("get_tables").paginate(DatabaseName="boto_sales", PaginationConfig={"PageSize": 2}).build_full_result()
    expect("tables over pages", [t["Name"] for t in tables["TableList"]], ["orders_0", "orders_1", "orders_2"])
    glue.get_databases()
    glue.search_tables(SearchText="orders")
    glue.get_table_versions(DatabaseName="boto_sales", TableName="orders_0")

    def entry(table, who=CONSUMER):
        return {
            "Id": table,
            "Principal": {"DataLakePrincipalIdentifier": who},
            "Resource": {"Table": {"CatalogId": MESH, "DatabaseName": "boto_sales", "Name": table}},
            "Permissions": ["SELECT", "DESCRIBE"],
            "PermissionsWithGrantOption": ["DESCRIBE"],
        }

    own_lake = acting.client("lakeformation")
    failed = own_lake.batch_grant_permissions(CatalogId=MESH, Entries=[entry("orders_0"), entry("ghost")]).get("Failures")
    expect("the entry that failed", [f["RequestEntry"]["Id"] for f in failed], ["ghost"])
    rows = own_lake.list_permissions(CatalogId=MESH, Resource={"Table": {"DatabaseName": "boto_sales", "Name": "orders_0"}})["PrincipalResourcePermissions"]
    shares = [r["AdditionalDetails"]["ResourceShare"] for r in rows if r["Principal"]["DataLakePrincipalIdentifier"] == CONSUMER]
    expect("the grant names its share", len(shares), 2)
    lake.create_lf_tag(TagKey="boto_domain", TagValues=["sales", "hr"])
    database = {"Database": {"Name": "boto_sales"}}
    lake.add_lf_tags_to_resource(Resource=database, LFTags=[{"TagKey": "boto_domain", "TagValues": ["sales"]}])
    expect("tags of the database", lake.get_resource_lf_tags(Resource=database)["LFTagOnDatabase"][0]["TagValues"], ["sales"])
    lake.list_lf_tags()
    lake.register_resource(ResourceArn="arn:aws:s3:::boto-bucket", UseServiceLinkedRole=True)
    lake.describe_resource(ResourceArn="arn:aws:s3:::boto-bucket")
    lake.get_data_lake_settings()

    theirs = consumer.client("glue")
    refused("a table before the share is accepted", "AccessDeniedException", theirs.get_table, CatalogId=MESH, DatabaseName="boto_sales", Name="orders_0")
    ram = consumer.client("ram")
    invitations = [i for i in ram.get_resource_share_invitations()["resourceShareInvitations"] if i["status"] == "PENDING"]
    expect("one invitation", len(invitations), 1)
    ram.accept_resource_share_invitation(resourceShareInvitationArn=invitations[0]["resourceShareInvitationArn"])
    ram.get_resource_shares(resourceOwner="OTHER-ACCOUNTS")
    ram.list_resources(resourceOwner="OTHER-ACCOUNTS")
    theirs.create_database(DatabaseInput={"Name": "boto_import"})
    theirs.create_table(DatabaseName="boto_import", TableInput={"Name": "orders_link", "TargetTable": {"CatalogId": MESH, "DatabaseName": "boto_sales", "Name": "orders_0"}})
    expect("the link leads to the table", theirs.get_table(DatabaseName="boto_import", Name="orders_link")["Table"]["StorageDescriptor"]["Columns"][0]["Name"], "id")
    own_lake.batch_revoke_permissions(CatalogId=MESH, Entries=[entry("orders_0")])
    refused("the table after the grant is revoked", "AccessDeniedException", theirs.get_table, DatabaseName="boto_import", Name="orders_link")

    s3 = producer.client("s3")
    s3.create_bucket(Bucket="boto-bucket")
    refused("no bucket policy", "NoSuchBucketPolicy", s3.get_bucket_policy, Bucket="boto-bucket")
    statement = {"Effect": "Allow", "Principal": {"AWS": CONSUMER}, "Action": "s3:Get*", "Resource": "arn:aws:s3:::boto-bucket/*"}
    s3.put_bucket_policy(Bucket="boto-bucket", Policy=policy(statement))
    expect("the bucket policy", json.loads(s3.get_bucket_policy(Bucket="boto-bucket")["Policy"])["Statement"], [statement])
    s3.list_buckets()
    s3.list_objects_v2(Bucket="boto-bucket")

    secrets = mesh.client("secretsmanager")
    secret = secrets.create_secret(Name="boto/secret", SecretString="one")["ARN"]
    secrets.put_secret_value(SecretId=secret, SecretString="two")
    expect("the current value", secrets.get_secret_value(SecretId="boto/secret")["SecretString"], "two")
    secrets.describe_secret(SecretId=secret)
    secrets.list_secrets()

    dynamodb = mesh.client("dynamodb")
    dynamodb.create_table(
        TableName="boto-items",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )
    dynamodb.get_waiter("table_exists").wait(TableName="boto-items")
    dynamodb.put_item(TableName="boto-items", Item={"id": {"S": "a"}, "raw": {"B": b"xyz"}})
    refused("a condition", "ConditionalCheckFailedException", dynamodb.put_item, TableName="boto-items", Item={"id": {"S": "a"}}, ConditionExpression="attribute_not_exists(id)")
    dynamodb.transact_write_items(TransactItems=[{"Put": {"TableName": "boto-items", "Item": {"id": {"S": "b"}}}}])
    expect("items", sorted(i["id"]["S"] for i in dynamodb.scan(TableName="boto-items")["Items"]), ["a", "b"])
    expect("bytes come back", dynamodb.get_item(TableName="boto-items", Key={"id": {"S": "a"}})["Item"]["raw"]["B"], b"xyz")
    streams = mesh.client("dynamodbstreams")
    stream = streams.list_streams(TableName="boto-items")["Streams"][0]["StreamArn"]
    shard = streams.describe_stream(StreamArn=stream)["StreamDescription"]["Shards"][0]["ShardId"]
    iterator = streams.get_shard_iterator(StreamArn=stream, ShardId=shard, ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
    expect("records", [r["eventName"] for r in streams.get_records(ShardIterator=iterator)["Records"]], ["INSERT", "INSERT"])


main()
for fault in faults:
    print(re.sub(r"\s+", " ", fault))
print(f"{steps} steps, {answers} answers, {len(faults)} faults")
