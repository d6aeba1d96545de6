"""One step of the real Python library against the stand-in: library_step.py <credentials file> <step> [argument ...].

The library writes its log to standard output; the last line is what the step gave back, as JSON.
"""
import json
import sys

path, step, *arguments = sys.argv[1:]
with open(path, encoding='utf8') as file:
    sections = json.load(file)
options = {
    'data_mesh_account_id': sections['Mesh']['AccountId'],
    'region_name': sections['AWS_REGION'],
}


def consumer():
    from data_mesh_util.DataMeshConsumer import DataMeshConsumer

    return DataMeshConsumer(use_credentials=sections['Consumer'], **options)


def producer():
    from data_mesh_util.DataMeshProducer import DataMeshProducer

    return DataMeshProducer(use_credentials=sections['Producer'], **options)


steps = {
    'request': lambda database, table: consumer().request_access_to_product(
        owner_account_id=sections['Producer']['AccountId'],
        database_name=database,
        tables=[table],
        request_permissions=['SELECT'],
    ),
    'pending': lambda: producer().list_pending_access_requests(),
    'get': lambda identifier: consumer().get_subscription(request_id=identifier),
    'list': lambda: consumer().list_product_access(),
    'finalize': lambda identifier: consumer().finalize_subscription(subscription_id=identifier),
    'deny': lambda identifier: producer().deny_access_request(request_id=identifier, decision_notes='not now'),
}
result = steps[step](*arguments)
print(json.dumps(result, default=lambda value: sorted(value) if isinstance(value, set) else str(value)))
