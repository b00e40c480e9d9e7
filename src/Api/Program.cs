using Levelset.Api.Hosting;

return await ServiceOptionsReader.Command(ServiceHost.RunAsync).Parse(args).InvokeAsync();
