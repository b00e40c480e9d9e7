# Stands in for mcr.microsoft.com/dotnet/aspnet. Context: a .NET installation.
FROM levelset-stand-in/debian
COPY dotnet /usr/share/dotnet/
COPY host/ /usr/share/dotnet/host/
COPY shared/ /usr/share/dotnet/shared/
# The account and the variables that Microsoft's image has. No ICU is installed.
ENV APP_UID=1654 \
    ASPNETCORE_HTTP_PORTS=8080 \
    DOTNET_RUNNING_IN_CONTAINER=true \
    DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=true
RUN ln -s /usr/share/dotnet/dotnet /usr/bin/dotnet \
    && groupadd --gid $APP_UID app \
    && useradd --uid $APP_UID --gid $APP_UID --create-home app
