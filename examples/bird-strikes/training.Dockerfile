FROM public.ecr.aws/docker/library/node:22-slim
WORKDIR /opt/program
COPY features features/
COPY training training/
ENTRYPOINT ["node", "training/main.mjs"]
