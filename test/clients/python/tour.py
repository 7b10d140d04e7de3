"""What a person does with boto3 in a notebook, one function a test: `python tour.py NAME`. The world is where ENDPOINT says."""

import json
import os
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.exceptions import ClientError, WaiterError

ENDPOINT = os.environ["ENDPOINT"]
PIPELINE = "arn:aws:states:us-east-1:000000000000:stateMachine:trainyard-pipeline"


def client(service):
    # boto3 of 2023 and later reads AWS_ENDPOINT_URL by itself, which is set for it.
    return boto3.client(service) if "AWS_ENDPOINT_URL" in os.environ else boto3.client(service, endpoint_url=ENDPOINT)


def refusal(call, **arguments):
    """The error's code and text."""
    try:
        call(**arguments)
    except ClientError as error:
        return error.response["Error"]["Code"], error.response["Error"]["Message"]
    raise AssertionError("expected an error")


def ended(execution):
    states = client("stepfunctions")
    while (found := states.describe_execution(executionArn=execution))["status"] == "RUNNING":
        time.sleep(0.2)
    return found


def environment(name):
    return client("lambda").get_function_configuration(FunctionName="trainyard-prepare")["Environment"]["Variables"][name]


def newest(kind, list_name, key, **arguments):
    return getattr(client("sagemaker"), list_name)(SortBy="CreationTime", SortOrder="Descending", **arguments)[kind][0][key]


def identity():
    assert client("sts").get_caller_identity()["Account"] == "000000000000"


def executions():
    states = client("stepfunctions")
    [machine] = [one for one in states.list_state_machines()["stateMachines"] if one["name"] == "trainyard-pipeline"]
    assert machine["stateMachineArn"] == PIPELINE
    pages = states.get_paginator("list_executions").paginate(stateMachineArn=PIPELINE, PaginationConfig={"PageSize": 1})
    found = [one for page in pages for one in page["executions"]]
    assert len(found) >= 1 and found[-1]["status"] == "SUCCEEDED", found
    assert found[-1]["startDate"] < found[-1]["stopDate"]
    history = states.get_paginator("get_execution_history").paginate(executionArn=found[-1]["executionArn"], PaginationConfig={"PageSize": 50})
    events = [event for page in history for event in page["events"]]
    assert [event["id"] for event in events] == list(range(1, len(events) + 1))
    entered = [event["stateEnteredEventDetails"]["name"] for event in events if "stateEnteredEventDetails" in event]
    assert entered[0] == "Prepare" and "Promote" in entered, entered
    last = states.get_execution_history(executionArn=found[-1]["executionArn"], reverseOrder=True, maxResults=1)["events"][0]
    assert last["type"] == "ExecutionSucceeded"
    assert json.loads(last["executionSucceededEventDetails"]["output"])["outcome"] == "succeeded"


def start_with_nothing():
    states = client("stepfunctions")
    started = states.start_execution(stateMachineArn=PIPELINE, input="{}")
    found = ended(started["executionArn"])
    assert found["status"] == "SUCCEEDED", found
    assert json.loads(found["output"])["model"] == "toy"
    code, text = refusal(states.start_execution, stateMachineArn=PIPELINE, input="not json")
    assert code == "InvalidExecutionInput", (code, text)
    code, text = refusal(states.describe_execution, executionArn=started["executionArn"] + "x")
    assert code == "ExecutionDoesNotExist", (code, text)


def parameters():
    ssm = client("ssm")
    pages = ssm.get_paginator("get_parameters_by_path").paginate(Path="/trainyard/toy/defaults", Recursive=True)
    found = {one["Name"]: json.loads(one["Value"]) for page in pages for one in page["Parameters"]}
    assert found["/trainyard/toy/defaults/evaluation"]["threshold"] == 0.5, found
    name = "/trainyard/toy/overrides/evaluation"
    assert ssm.put_parameter(Name=name, Value='{"threshold": 0.95}', Type="String")["Version"] == 1
    assert refusal(ssm.put_parameter, Name=name, Value="{}", Type="String")[0] == "ParameterAlreadyExists"
    assert ssm.put_parameter(Name=name, Value='{"threshold": 0.96}', Type="String", Overwrite=True)["Version"] == 2
    assert ssm.get_parameter(Name=name)["Parameter"]["Value"] == '{"threshold": 0.96}'
    try:
        # Another accuracy: the same training would be the champion, which nothing needs to judge again.
        options = {"training": {"hyperparameters": {"accuracy": "0.94"}}}
        run = client("stepfunctions").start_execution(stateMachineArn=PIPELINE, input=json.dumps({"model": "toy", "options": options}))
        assert json.loads(ended(run["executionArn"])["output"])["outcome"] == "rejected"
    finally:
        ssm.delete_parameter(Name=name)
    assert refusal(ssm.get_parameter, Name=name)[0] == "ParameterNotFound"
    # The old clients know the error's class as well.
    try:
        ssm.get_parameter(Name=name)
    except ssm.exceptions.ParameterNotFound:
        return
    raise AssertionError("expected ParameterNotFound")


def launch():
    topics = [one["TopicArn"] for page in client("sns").get_paginator("list_topics").paginate() for one in page["Topics"]]
    [topic] = [one for one in topics if one.endswith(":trainyard-launch")]
    states = client("stepfunctions")
    known = {one["executionArn"] for one in states.list_executions(stateMachineArn=PIPELINE)["executions"]}
    assert client("sns").publish(TopicArn=topic, Message=json.dumps({"model": "toy", "trigger": "a notebook"}))["MessageId"]
    for _ in range(300):
        new = [one for one in states.list_executions(stateMachineArn=PIPELINE)["executions"] if one["executionArn"] not in known]
        if new:
            assert ended(new[0]["executionArn"])["status"] == "SUCCEEDED"
            return
        time.sleep(0.1)
    raise AssertionError("no execution was started")


def data():
    s3, bucket = client("s3"), environment("DATA_BUCKET")
    with tempfile.TemporaryDirectory() as folder:
        big, back = Path(folder, "big.bin"), Path(folder, "back.bin")
        big.write_bytes(os.urandom(20 * 1024 * 1024))
        # 8 MB and more go in parts.
        s3.upload_file(str(big), bucket, "notes/ü b+c.bin", ExtraArgs={"Metadata": {"by": "a notebook"}})
        head = s3.head_object(Bucket=bucket, Key="notes/ü b+c.bin")
        assert head["ContentLength"] == big.stat().st_size and head["Metadata"] == {"by": "a notebook"}, head
        assert head["ETag"].endswith('-3"'), head["ETag"]
        s3.download_file(bucket, "notes/ü b+c.bin", str(back), Config=TransferConfig(multipart_threshold=1024 * 1024))
        assert back.read_bytes() == big.read_bytes()
        # A copy of more than 8 MB is made in parts, too.
        s3.copy({"Bucket": bucket, "Key": "notes/ü b+c.bin"}, bucket, "notes/copy.bin")
        s3.download_file(bucket, "notes/copy.bin", str(back))
        assert back.read_bytes() == big.read_bytes()
    for number in range(5):
        s3.put_object(Bucket=bucket, Key=f"notes/small/{number}.txt", Body=f"row {number}\n".encode(), ContentType="text/plain")
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix="notes/small/", PaginationConfig={"PageSize": 2})
    assert [one["Key"] for page in pages for one in page["Contents"]] == [f"notes/small/{number}.txt" for number in range(5)]
    folders = s3.list_objects_v2(Bucket=bucket, Prefix="notes/", Delimiter="/")["CommonPrefixes"]
    assert folders == [{"Prefix": "notes/small/"}], folders
    # boto3's resources list in S3's first form, with markers instead of tokens.
    whole = boto3.resource("s3", endpoint_url=ENDPOINT).Bucket(bucket)
    assert [one.key for one in whole.objects.filter(Prefix="notes/small/").page_size(2)] == [f"notes/small/{number}.txt" for number in range(5)]
    body = s3.get_object(Bucket=bucket, Key="notes/small/3.txt", Range="bytes=4-4")
    assert body["Body"].read() == b"3" and body["ContentRange"] == "bytes 4-4/6"
    url = s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "notes/small/3.txt"})
    assert urllib.request.urlopen(url).read() == b"row 3\n"
    assert refusal(s3.get_object, Bucket=bucket, Key="notes/none")[0] == "NoSuchKey"
    assert refusal(s3.head_object, Bucket=bucket, Key="notes/none")[0] == "404"
    assert refusal(s3.list_objects_v2, Bucket="nobody-has-this")[0] == "NoSuchBucket"
    whole.objects.filter(Prefix="notes/").delete()
    assert "Contents" not in s3.list_objects_v2(Bucket=bucket, Prefix="notes/")


def models():
    sagemaker = client("sagemaker")
    pages = sagemaker.get_paginator("list_model_packages").paginate(ModelPackageGroupName="trainyard-toy")
    packages = [one for page in pages for one in page["ModelPackageSummaryList"]]
    assert packages[-1]["ModelPackageVersion"] == 1 and packages[0]["ModelPackageStatus"] == "Completed", packages
    package = sagemaker.describe_model_package(ModelPackageName=packages[0]["ModelPackageArn"])
    assert package["InferenceSpecification"]["Containers"][0]["Image"].split("@")[1].startswith("sha256:")
    [endpoint] = sagemaker.list_endpoints()["Endpoints"]
    described = sagemaker.describe_endpoint(EndpointName=endpoint["EndpointName"])
    assert described["EndpointStatus"] == "InService" and described["ProductionVariants"][0]["CurrentInstanceCount"] == 1
    config = sagemaker.describe_endpoint_config(EndpointConfigName=described["EndpointConfigName"])
    assert sagemaker.describe_model(ModelName=config["ProductionVariants"][0]["ModelName"])["ExecutionRoleArn"]
    job = newest("TrainingJobSummaries", "list_training_jobs", "TrainingJobName", StatusEquals="Completed")
    training = sagemaker.describe_training_job(TrainingJobName=job)
    assert training["TrainingJobStatus"] == "Completed" and training["FinalMetricDataList"][0]["MetricName"] == "accuracy"
    assert training["ModelArtifacts"]["S3ModelArtifacts"].endswith("/output/model.tar.gz")


def waiters():
    sagemaker = client("sagemaker")
    sagemaker.get_waiter("endpoint_in_service").wait(EndpointName="toy")
    job = newest("TrainingJobSummaries", "list_training_jobs", "TrainingJobName")
    sagemaker.get_waiter("training_job_completed_or_stopped").wait(TrainingJobName=job)
    sagemaker.get_waiter("endpoint_deleted").wait(EndpointName="nobody")
    try:
        sagemaker.get_waiter("endpoint_in_service").wait(EndpointName="nobody")
    except WaiterError as error:
        # The waiter knows this code as an end, and does not ask 120 times.
        assert "ValidationException" in str(error), error
        return
    raise AssertionError("expected a WaiterError")


def waiter_during_a_training():
    sagemaker, states = client("sagemaker"), client("stepfunctions")
    known = {one["TrainingJobName"] for one in sagemaker.list_training_jobs()["TrainingJobSummaries"]}
    options = {"training": {"hyperparameters": {"behaviour": "slow"}}}
    run = states.start_execution(stateMachineArn=PIPELINE, input=json.dumps({"options": options}))
    new = []
    for _ in range(300):
        jobs = [one["TrainingJobName"] for one in sagemaker.list_training_jobs()["TrainingJobSummaries"]]
        if new := [name for name in jobs if name not in known]:
            break
        time.sleep(0.1)
    sagemaker.stop_training_job(TrainingJobName=new[0])
    wait = {"Delay": 1, "MaxAttempts": 60}
    sagemaker.get_waiter("training_job_completed_or_stopped").wait(TrainingJobName=new[0], WaiterConfig=wait)
    assert sagemaker.describe_training_job(TrainingJobName=new[0])["TrainingJobStatus"] == "Stopped"
    assert ended(run["executionArn"])["status"] == "FAILED"


def invoke():
    runtime = client("sagemaker-runtime")
    answer = runtime.invoke_endpoint(EndpointName="toy", ContentType="application/json", Accept="application/json", Body=b'{"value": 1}')
    assert json.loads(answer["Body"].read())["accuracy"] == 0.9
    assert answer["ContentType"] == "application/json" and answer["InvokedProductionVariant"]
    code, text = refusal(runtime.invoke_endpoint, EndpointName="nobody", Body=b"{}")
    assert code == "ValidationError" and "Endpoint nobody of account 000000000000 not found" in text, (code, text)


def logs():
    job = newest("TrainingJobSummaries", "list_training_jobs", "TrainingJobName", StatusEquals="Completed")
    cloudwatch, group = client("logs"), "/aws/sagemaker/TrainingJobs"
    pages = cloudwatch.get_paginator("filter_log_events").paginate(logGroupName=group, logStreamNamePrefix=job)
    assert any("accuracy=" in event["message"] for page in pages for event in page["events"])
    [stream] = cloudwatch.describe_log_streams(logGroupName=group, logStreamNamePrefix=job)["logStreams"]
    assert cloudwatch.get_log_events(logGroupName=group, logStreamName=stream["logStreamName"], startFromHead=True)["events"]


def not_there():
    code, text = refusal(client("sagemaker").list_notebook_instances)
    assert code == "UnknownOperationException", (code, text)


globals()[sys.argv[1]]()
