# Stands in for mcr.microsoft.com/dotnet/sdk. Context: a .NET installation.
FROM mcr.microsoft.com/dotnet/aspnet:10.0
COPY . /usr/share/dotnet/
# As on the machine itself: where no revocation list can be reached, "offline".
ARG NUGET_CERT_REVOCATION_MODE=online
ENV DOTNET_CLI_TELEMETRY_OPTOUT=true \
    DOTNET_GENERATE_ASPNET_CERTIFICATE=false \
    DOTNET_NOLOGO=true \
    NUGET_CERT_REVOCATION_MODE=$NUGET_CERT_REVOCATION_MODE \
    NUGET_XMLDOC_MODE=skip
