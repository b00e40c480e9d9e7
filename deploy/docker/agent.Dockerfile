# The Levelset agent. Context: the root of the repository.
#   docker build -f deploy/docker/agent.Dockerfile -t levelset-agent .

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
RUN dotnet restore src/Agent/Levelset.Agent.csproj --locked-mode
RUN dotnet publish src/Agent/Levelset.Agent.csproj --no-restore --configuration Release --output /app

# The image of the service too, so that a host has it once; the agent needs its .NET runtime only.
FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app ./
# The agent refuses directories for its sockets and its state that others may write to.
RUN install -d -m 0700 -o $APP_UID -g $APP_UID /run/levelset /var/lib/levelset-agent
ENV PATH=/app:$PATH \
    LEVELSET_AGENT_SOCKET=/run/levelset/agent.sock \
    LEVELSET_AGENT_STATE=/var/lib/levelset-agent
USER $APP_UID
# Asks the daemon through its socket. Whether it has reached the service, the service's list of hosts tells.
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 CMD ["levelset-agent", "partitions"]
ENTRYPOINT ["levelset-agent"]
CMD ["run"]
