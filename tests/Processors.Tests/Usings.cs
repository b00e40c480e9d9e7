global using System.Collections.Immutable;
global using Levelset.Core.Baselines;
global using Levelset.Core.Catalogues;
global using Levelset.Core.Features;
global using Levelset.Core.Partitions;
global using Xunit;
