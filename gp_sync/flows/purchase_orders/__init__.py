"""Purchase orders from Procurify into Dynamics GP."""
