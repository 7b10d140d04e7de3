FROM public.ecr.aws/docker/library/node:22-slim
WORKDIR /opt/program
COPY features features/
COPY inference inference/
ENTRYPOINT ["node", "inference/main.mjs"]
