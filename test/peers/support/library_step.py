"""One call of the real Python library: library_step.py <credentials file> <section> <method> <its arguments as JSON>.

The section of the credentials file says who calls, and so which class has the method. The library writes its log to
standard output; the last line is what the method gave back, as JSON.
"""
import json
import sys

path, section, method, arguments = sys.argv[1:]
with open(path, encoding='utf8') as file:
    sections = json.load(file)
options = {
    'data_mesh_account_id': sections['Mesh']['AccountId'],
    'region_name': sections['AWS_REGION'],
}
keywords = json.loads(arguments)


def caller():
    if method == 'bootstrap_account':
        from data_mesh_util.DataMeshMacros import DataMeshMacros

        keywords['mesh_credentials'] = sections['Mesh']
        keywords['account_credentials'] = sections[section]
        return DataMeshMacros(log_level='INFO', **options)
    if section == 'Mesh':
        from data_mesh_util.DataMeshAdmin import DataMeshAdmin as persona
    elif section == 'Consumer':
        from data_mesh_util.DataMeshConsumer import DataMeshConsumer as persona
    else:
        from data_mesh_util.DataMeshProducer import DataMeshProducer as persona
    return persona(use_credentials=sections[section], **options)


result = getattr(caller(), method)(**keywords)
print(json.dumps(result, default=lambda value: sorted(value) if isinstance(value, set) else str(value)))
