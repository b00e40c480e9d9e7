# The Levelset service. Context: the root of the repository.
#   docker build -f deploy/docker/api.Dockerfile -t levelset-api .

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
RUN dotnet restore src/Api/Levelset.Api.csproj --locked-mode
RUN dotnet publish src/Api/Levelset.Api.csproj --no-restore --configuration Release --output /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app ./
COPY --from=build /source/deploy/docker/ready.sh /usr/local/bin/levelset-ready
ENV PATH=/app:$PATH \
    LEVELSET_GRPC=0.0.0.0:5081 \
    LEVELSET_HTTP=0.0.0.0:5080
EXPOSE 5080 5081
USER $APP_UID
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s --retries=3 CMD ["levelset-ready"]
ENTRYPOINT ["levelset-api"]
