"""The methods of Slack's Web API that an app like ours calls, a file a family."""
